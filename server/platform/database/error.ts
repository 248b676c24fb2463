/** Why the program cannot start or go on; `message` is one line for the person at the terminal and holds no secret. */
export class StartError extends Error {
  override name = "StartError";
  readonly code: StartErrorCode;
  constructor(code: StartErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type StartErrorCode =
  | "port_busy"
  | "port_refused"
  | "disk_full"
  | "database_url_invalid"
  | "database_refused"
  | "database_password"
  | "database_missing"
  | "database_too_old"
  | "database_rights"
  | "database_newer"
  | "database_unavailable"
  | "data_folder_newer"
  | "data_folder_older"
  | "data_folder_closed"
  | "migration_changed"
  | "migration_failed"
  | "binaries_missing"
  | "account_missing"
  | "server_failed";

const fullCodes = new Set(["ENOSPC", "EDQUOT", "53100"]);

/** Whether the file system or PostgreSQL says that the disk is full. */
export const isDiskFull = (error: unknown): boolean => fullCodes.has(codeOf(error) ?? "");

/** The named error when `folder`'s disk is full, or the error itself. */
export const explainDiskError = (error: unknown, folder: string): unknown =>
  error instanceof StartError || !isDiskFull(error)
    ? error
    : new StartError(
        "disk_full",
        `the disk is full (${(error as { path?: string }).path ?? folder}); make room and start again, nothing is lost`,
      );

/** The named error of a failed `listen`, or the error itself. */
export function explainListenError(error: unknown, host: string, port: number): unknown {
  const code = codeOf(error);
  if (code === "EADDRINUSE")
    return new StartError("port_busy", `port ${port} on ${host} is in use; stop the other program or set ZHIYIN_PORT`);
  if (code === "EACCES" || code === "EADDRNOTAVAIL")
    return new StartError(
      "port_refused",
      `cannot listen on ${host} port ${port} (${code}); set ZHIYIN_HOST or ZHIYIN_PORT`,
    );
  return error;
}

/** The named error of a failed connection to `url`, or the error itself. */
export function explainConnectError(error: unknown, url: string): unknown {
  const code = codeOf(error);
  const place = describeUrl(url);
  const named = (name: StartErrorCode, text: string) => new StartError(name, `${text} (${place}); check DATABASE_URL`);
  if (code === "28P01" || code === "28000") return named("database_password", "the database refuses user or password");
  if (code === "3D000") return named("database_missing", "there is no such database");
  if (code === "ERR_INVALID_URL") return named("database_url_invalid", "the database's address cannot be read");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return named("database_refused", "the database's host is unknown");
  if (code === "ECONNREFUSED" || code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ECONNRESET")
    return named("database_refused", "nothing answers at the database's address");
  if (/timeout/i.test(error instanceof Error ? error.message : ""))
    return named("database_refused", "the database does not answer");
  if (code === "53100") return new StartError("disk_full", `the database's disk is full (${place})`);
  return error;
}

/** Host, port and database of a URL, without user and password. */
export function describeUrl(url: string): string {
  if (!URL.canParse(url)) return "not a URL";
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** `code` of a system or PostgreSQL error, also of the first of several. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (typeof error === "object" && error !== null && "code" in error) return String(error.code);
  return undefined;
}
