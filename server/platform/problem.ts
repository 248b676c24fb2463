/** An error with a stable name from a contract. Anything else that is thrown becomes a bare 500 with a request id. */
export class Problem extends Error {
  readonly status: number;
  readonly id: string;
  readonly fields: { field: string; reason: string; [more: string]: unknown }[] | undefined;
  readonly detail: Record<string, unknown> | undefined;

  constructor(
    status: number,
    id: string,
    more: { message?: string; fields?: Problem["fields"]; detail?: Problem["detail"] } = {},
  ) {
    super(more.message ?? id);
    this.status = status;
    this.id = id;
    this.fields = more.fields;
    this.detail = more.detail;
  }
}

/** Not there, or not to be seen by this actor: the two are never told apart. */
export const notFound = (id: string) => new Problem(404, id);
export const invalid = (id: string, fields?: Problem["fields"]) => new Problem(400, id, { fields });
export const forbidden = (permission: string) => new Problem(403, "permission.missing", { detail: { permission } });
export const conflict = (id: string, detail?: Problem["detail"]) => new Problem(409, id, { detail });

/** Errors that every call may answer. */
export const commonProblems: Record<string, number> = {
  "request.invalid": 400,
  "request.bad_origin": 403,
  "request.too_large": 413,
  "request.too_many": 429,
  "session.missing": 401,
  "permission.missing": 403,
  "idempotency.mismatch": 422,
  "server.failed": 500,
  "server.busy": 503,
  "server.disk_full": 507,
  "server.too_slow": 503,
};
