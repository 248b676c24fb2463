import type { Contract, ParamsOf, QueryOf, ResponseOf } from "../../server/platform/contract/contract.ts";
import { addressOf } from "./address.ts";
import { headersFor } from "./call.ts";
import { ProblemError, problemBody } from "./problem.ts";
import { goToSignIn } from "./signin.ts";

export interface Upload<C> {
  params?: ParamsOf<C>;
  query?: QueryOf<C>;
  file: File;
  /** Part sent, 0 to 1. */
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
}

/** Sends a file as the body of a stream contract. XMLHttpRequest, because fetch tells no upload progress. */
export function upload<C extends Contract>(contract: C, wanted: Upload<C>): Promise<ResponseOf<C>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(contract.method, addressOf(contract.path, wanted.params, wanted.query));
    for (const [name, value] of Object.entries(headersFor(contract))) request.setRequestHeader(name, value);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => wanted.onProgress?.(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status === 401) goToSignIn();
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as ResponseOf<C>);
      else reject(new ProblemError(request.status, problemBody(request.responseText)));
    };
    request.onerror = () => reject(new ProblemError(0, { id: "network" }));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    wanted.signal?.addEventListener("abort", () => request.abort());
    request.send(wanted.file);
  });
}
