FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements/ requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/build.lock \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/run.lock

FROM python:3.11-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 zhaiju \
 && install -d -o zhaiju -g zhaiju /data
COPY --from=build /venv /venv
COPY --chown=root:root bot/ /app/bot/
COPY --chown=root:root handlers/ /app/handlers/
COPY --chown=root:root store/ /app/store/
COPY --chown=root:root corpus/ /app/corpus/
COPY --chown=root:root localchat/ /app/localchat/
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATABASE_PATH=/data/zhaiju.db
USER zhaiju
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=20s CMD ["python", "-m", "bot", "check"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
