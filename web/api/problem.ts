export interface FieldProblem {
  field: string;
  reason: string;
}

/** What a refused call says. `id` is stable ("customer.conflict"); "network" stands for no answer at all. */
export class ProblemError extends Error {
  readonly id: string;
  readonly requestId: string;
  readonly fields: readonly FieldProblem[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly status: number;

  constructor(status: number, body: ProblemBody) {
    super(body.message ?? body.id ?? "unknown");
    this.name = "ProblemError";
    this.id = body.id ?? "unknown";
    this.requestId = body.request_id ?? "";
    this.fields = body.fields ?? [];
    this.detail = body.detail ?? {};
    this.status = status;
  }
}

export interface ProblemBody {
  id?: string;
  message?: string;
  request_id?: string;
  fields?: FieldProblem[];
  detail?: Record<string, unknown>;
}

export async function problemOf(response: Response): Promise<ProblemError> {
  return new ProblemError(response.status, problemBody(await response.text()));
}

export function problemBody(text: string): ProblemBody {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && "error" in parsed) return parsed.error as ProblemBody;
  } catch {}
  return { id: "unknown", message: text.slice(0, 200) };
}

export function isProblem(error: unknown, id?: string): error is ProblemError {
  return error instanceof ProblemError && (id === undefined || error.id === id);
}
