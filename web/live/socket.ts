import { createStore } from "../ui/store.ts";
import type { PageMessage, ServerMessage } from "./protocol.ts";

export interface Connection {
  isOnline: boolean;
  /** Since when it is cut, ISO time. */
  since: string | null;
}

export const connection = createStore<Connection>({ isOnline: true, since: null });

const patience = 1500; // a cut shorter than this is not worth a word
let socket: WebSocket | undefined;
let cursor: string | undefined;
let failures = 0;
let lastLook: PageMessage | undefined;
let receive: (message: ServerMessage) => void = () => {};
let timer: ReturnType<typeof setTimeout> | undefined;

/** Opens the one live channel of this page and keeps it open; after a cut it resumes behind the last event seen. */
export function startLive(onMessage: (message: ServerMessage) => void): void {
  receive = onMessage;
  connect();
  addEventListener("online", hurry);
  addEventListener("offline", () => cut());
}

/** Tells the others where we are; said again after each reconnect. */
export function say(message: PageMessage): void {
  lastLook = message.type === "look" ? message : undefined;
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function connect(): void {
  timer = undefined;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const after = cursor === undefined ? "" : `?after=${encodeURIComponent(cursor)}`;
  socket = new WebSocket(`${scheme}://${location.host}/api/live${after}`);
  socket.onmessage = (event) => take(JSON.parse(String(event.data)) as ServerMessage);
  socket.onclose = () => {
    cut();
    timer ??= setTimeout(connect, delay());
  };
}

function take(message: ServerMessage): void {
  if (message.type === "hello" || message.type === "events") cursor = message.cursor;
  if (message.type === "hello") {
    failures = 0;
    connection.set({ isOnline: true, since: null });
    if (lastLook) say(lastLook);
  }
  receive(message);
}

function cut(): void {
  if (connection.get().since) return;
  const since = new Date().toISOString();
  connection.set({ isOnline: true, since });
  setTimeout(() => {
    if (connection.get().since === since) connection.set({ isOnline: false, since });
  }, patience);
}

/** 0.5 s doubling to 10 s, with jitter so that a thousand pages do not come back at once. */
function delay(): number {
  const longest = Math.min(10_000, 500 * 2 ** failures);
  failures += 1;
  return longest * (0.5 + Math.random() / 2);
}

/** The network is back: the old socket may only look alive, so begin anew at once. */
function hurry(): void {
  if (timer !== undefined) clearTimeout(timer);
  if (socket) socket.onclose = null;
  socket?.close();
  failures = 0;
  connect();
}
