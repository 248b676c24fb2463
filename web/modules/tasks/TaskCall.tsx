import { CallButton, useCanCall } from "../phone/CallButton.tsx";
import { numberToCall } from "./callback.ts";
import type { Task } from "./task.ts";

/** Calls back by one click, on the customer where the task is about one. */
export function TaskCall({ task }: { task: Task }) {
  const canCall = useCanCall();
  const number = task.state === "open" ? numberToCall(task.title) : null;
  if (!canCall || number === null) return null;
  const whom = { typed: number, customer_id: task.customer?.id ?? null };
  return <CallButton shown={number} whom={whom} />;
}
