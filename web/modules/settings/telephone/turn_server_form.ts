import {
  createTurnServerContract,
  type TurnServerDraft,
} from "../../../../server/modules/voice/turn_server.contract.ts";
import { whatDiffers } from "./differ.ts";
import { type Faults, faultsOf } from "./faults.ts";
import type { TurnServer } from "./telephone.ts";

/** What stands in the fields of the dialog, as it is typed. */
export interface TurnServerForm {
  /** One a line. */
  urls: string;
  kind: TurnServer["kind"];
  username: string;
  /** Never filled in for who opens it. */
  password: string;
  is_on: boolean;
}

export const formOf = (server: TurnServer | undefined): TurnServerForm => ({
  urls: server?.urls.join("\n") ?? "",
  kind: server?.kind ?? "secret",
  username: server?.username ?? "",
  password: "",
  is_on: server?.is_on ?? true,
});

/** An empty password leaves the one that is kept, as long as it is one of the same kind. */
export function bodyOf(form: TurnServerForm): TurnServerDraft {
  return {
    urls: [...new Set(form.urls.split(/[\s,，;；]+/).filter(Boolean))],
    kind: form.kind,
    username: form.kind === "password" ? form.username.trim() || null : null,
    is_on: form.is_on,
    ...(form.kind === "none" ? { password: null } : form.password ? { password: form.password } : {}),
  };
}

/** A change of the kind goes with its name: the server forgets what belonged to the other kind. */
export function changesOf(server: TurnServer, form: TurnServerForm): Partial<TurnServerDraft> {
  const body = bodyOf(form);
  const { password: _, ...rest } = body;
  const changes = whatDiffers(server, rest);
  const isOther = form.kind !== server.kind;
  return {
    ...changes,
    ...(isOther ? { username: body.username ?? null } : {}),
    ...(isOther || body.password ? ("password" in body ? { password: body.password ?? null } : {}) : {}),
  };
}

/** What is kept goes on as long as it is of the same kind. */
export const keepsPassword = (form: TurnServerForm, server: TurnServer | undefined): boolean =>
  server?.kind === form.kind;

export function faultsIn(form: TurnServerForm, server: TurnServer | undefined): Faults {
  const body = bodyOf(form);
  const needsPassword = form.kind !== "none" && !keepsPassword(form, server);
  return {
    ...faultsOf(createTurnServerContract.body!, body),
    ...(form.kind === "password" && !body.username ? { username: "required" } : {}),
    ...(needsPassword && !body.password ? { password: "required" } : {}),
  };
}
