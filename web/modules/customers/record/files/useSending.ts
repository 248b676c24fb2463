import { useRef, useState } from "react";
import { addFileContract, addFileVersionContract } from "../../../../../server/modules/customers/file.contract.ts";
import { upload } from "../../../../api/upload.ts";
import { t } from "../../../../text/locale.ts";
import { showToast } from "../../../../ui/toasts.ts";
import { type CustomerFile, rereadFiles, tooLarge, uploadProblem } from "./file.ts";

export interface Sending {
  id: number;
  name: string;
  /** Part sent, 0 to 1. */
  part: number;
  problem: string | undefined;
  cut: () => void;
}

/** Files on their way to this customer, each with its progress, a way to stop it, and its problem when it was refused. */
export function useSending(customerId: string, most: number) {
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const lastId = useRef(0);
  const change = (id: number, to: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.id === id ? { ...one, ...to } : one)));
  const drop = (id: number) => setSending((all) => all.filter((one) => one.id !== id));

  /** With `over` the first file becomes a newer version of that one. */
  function send(files: readonly File[], over?: CustomerFile) {
    for (const file of over ? files.slice(0, 1) : files) void sendOne(file, over);
  }

  async function sendOne(file: File, over: CustomerFile | undefined): Promise<void> {
    lastId.current += 1;
    const id = lastId.current;
    const cut = new AbortController();
    const problem = file.size > most ? tooLarge(most) : undefined;
    const begun = { id, name: file.name, part: 0, problem, cut: () => (problem ? drop(id) : cut.abort()) };
    setSending((all) => [...all, begun]);
    if (problem) return;
    const common = { file, signal: cut.signal, onProgress: (part: number) => change(id, { part }) };
    const query = { name: file.name };
    try {
      if (over) await upload(addFileVersionContract, { ...common, params: { customerId, fileId: over.id }, query });
      else await upload(addFileContract, { ...common, params: { customerId }, query });
      await rereadFiles(customerId);
      drop(id);
      const text = over ? "customers.files.version_added" : "customers.files.added";
      showToast({ text: t(text, { name: over?.name ?? file.name }) });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") drop(id);
      else change(id, { problem: uploadProblem(error), cut: () => drop(id) });
    }
  }

  return { sending, send };
}
