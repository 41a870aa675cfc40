// The way to the server: control actions and the stream of events.

export class ControlError extends Error {}

export async function control(action, given = {}) {
  const answer = await fetch(`/control/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(given),
  });
  const result = await answer.json();
  if (!answer.ok) throw new ControlError(result.error);
  return result;
}

export const fileUrl = (fileId) => `/control/file?file_id=${encodeURIComponent(fileId)}`;

// Calls `onEvent` with every event and `onState` with true or false as the line comes and goes.
export function listen(onEvent, onState) {
  const socket = new WebSocket(`ws://${location.host}/page/socket`);
  socket.addEventListener("open", () => onState(true));
  socket.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
  socket.addEventListener("close", () => {
    onState(false);
    setTimeout(() => listen(onEvent, onState), 1000);
  });
}
