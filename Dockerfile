FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements/ requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/build.lock \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/run.lock \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/postgres.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot/ bot/
COPY corpus/ corpus/
COPY handlers/ handlers/
COPY localchat/ localchat/
COPY store/ store/
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 zhaiju \
 && install -d -o zhaiju -g zhaiju /zhaiju/data
COPY --from=build /venv /venv
WORKDIR /zhaiju
# /healthz is asked by the check below; where HEALTH_LISTEN is set to something else, that is asked.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HEALTH_LISTEN=127.0.0.1:8081
USER zhaiju
VOLUME /zhaiju/data
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["python", "-m", "bot.probe"]
STOPSIGNAL SIGTERM
CMD ["zhaiju", "run", "--telegram"]
