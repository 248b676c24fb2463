import type { readOperationsContract } from "../../../../server/modules/admin/operations.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";

export type Operations = ResponseOf<typeof readOperationsContract>;

export interface Warning {
  name:
    | "disk_full"
    | "disk_nearly_full"
    | "certificate_over"
    | "certificate_ends"
    | "no_backup"
    | "old_backup"
    | "failed_backup"
    | "failed_jobs"
    | "late_jobs"
    | "few_connections"
    | "voice_off"
    | "voice_restarts"
    | "refused_steps";
  isBad: boolean;
  /** Values for the sentence. */
  values: Record<string, string | number>;
  /** The line to run, when there is one. */
  command?: string;
}

const gigabyte = 1e9;
const day = 86_400_000;

/** What wants a hand, the worst first. */
export function warningsOf(now: Date, facts: Operations): Warning[] {
  const all = [
    ...diskWarnings(facts),
    ...certificateWarnings(now, facts),
    ...backupWarnings(now, facts),
    ...loadWarnings(facts),
    ...voiceWarnings(facts),
    ...refusedWarnings(facts),
  ];
  return all.toSorted((a, b) => Number(b.isBad) - Number(a.isBad));
}

function diskWarnings({ disk }: Operations): Warning[] {
  const part = disk.total_bytes === 0 ? 1 : disk.free_bytes / disk.total_bytes;
  const values = { folder: disk.folder };
  const command = `du -xh --max-depth=2 ${disk.folder} | sort -h | tail`;
  if (disk.free_bytes < gigabyte || part < 0.03) return [{ name: "disk_full", isBad: true, values, command }];
  if (disk.free_bytes < 5 * gigabyte || part < 0.1)
    return [{ name: "disk_nearly_full", isBad: false, values, command }];
  return [];
}

function certificateWarnings(now: Date, { certificate }: Operations): Warning[] {
  if (!certificate) return [];
  const days = Math.floor((Date.parse(certificate.expires_at) - now.getTime()) / day);
  if (days >= 21) return [];
  const kind = certificate.is_own ? "own" : "given";
  const command = certificate.is_own ? { command: "npm start" } : {};
  const name = days < 0 ? "certificate_over" : "certificate_ends";
  return [{ name, isBad: days < 7, values: { count: Math.max(0, days), context: kind }, ...command }];
}

function backupWarnings(now: Date, { backups }: Operations): Warning[] {
  const command = "npm run backup";
  const last = backups.find((one) => one.finished_at && !one.error);
  const failed = backups[0]?.error;
  const warnings: Warning[] = failed
    ? [{ name: "failed_backup", isBad: true, values: { error: failed }, command }]
    : [];
  if (!last) return failed ? warnings : [{ name: "no_backup", isBad: false, values: {}, command }];
  const days = Math.floor((now.getTime() - Date.parse(last.started_at)) / day);
  return days >= 7 ? [...warnings, { name: "old_backup", isBad: false, values: { count: days }, command }] : warnings;
}

function loadWarnings({ jobs, database }: Operations): Warning[] {
  const warnings: Warning[] = [];
  if (jobs.failed > 0) warnings.push({ name: "failed_jobs", isBad: true, values: { count: jobs.failed } });
  const late = jobs.oldest_waiting_s ?? 0;
  if (late > 300) warnings.push({ name: "late_jobs", isBad: false, values: { count: Math.floor(late / 60) } });
  if (database.connections > 0.8 * database.max_connections) {
    const values = { used: database.connections, max: database.max_connections };
    warnings.push({ name: "few_connections", isBad: false, values });
  }
  return warnings;
}

/** What calls left and the database will never take; somebody has to look at it. */
function refusedWarnings({ voice: { refused_steps, refused_file } }: Operations): Warning[] {
  if (refused_steps === 0 || refused_file === null) return [];
  const values = { count: refused_steps, file: refused_file };
  return [{ name: "refused_steps", isBad: true, values, command: `less ${refused_file}` }];
}

/** Who has switched voice off knows it. */
function voiceWarnings({ voice }: Operations): Warning[] {
  if (voice.off && voice.off.reason !== "setting") {
    const { reason, text, command } = voice.off;
    const values = { context: reason, text };
    return [{ name: "voice_off", isBad: reason !== "missing", values, ...(command ? { command } : {}) }];
  }
  const count = voice.programs.reduce((sum, program) => sum + program.restarts_last_hour, 0);
  return count >= 3 ? [{ name: "voice_restarts", isBad: false, values: { count } }] : [];
}
