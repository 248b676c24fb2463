import Papa from "papaparse";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid, Problem } from "../../platform/problem.ts";
import type { inviteUsersContract } from "./people.contract.ts";
import { type Inviting, inviteUser } from "./user.ts";

type Row = ResponseOf<typeof inviteUsersContract>["rows"][number];

const headers: Record<"name" | "email" | "team" | "role", string[]> = {
  name: ["name", "姓名", "名字", "用户"],
  email: ["email", "mail", "e-mail", "邮箱", "邮件", "电子邮箱"],
  team: ["team", "班组", "部门", "团队"],
  role: ["role", "角色"],
};

/** Adds many users from a CSV text. Every row says what became of it; bad rows do not stop good ones. A dry run changes nothing. */
export async function inviteUsers(
  tx: Tx,
  actor: Actor,
  { csv, dry_run }: { csv: string; dry_run: boolean },
  inviting: Inviting,
): Promise<{ rows: Row[] }> {
  const lines = readLines(csv);
  const teams = new Map(
    (await tx.selectFrom("team").select(["id", "name"]).execute()).map((team) => [team.name.toLowerCase(), team.id]),
  );
  const roles = await tx.selectFrom("role").select(["id", "name", "key"]).execute();
  const taken = new Set(
    (await tx.selectFrom("app_user").select("email").execute()).map((user) => user.email.toLowerCase()),
  );
  const rows: Row[] = [];
  for (const [index, line] of lines.entries()) {
    const row: Row = {
      row: index + 2,
      ...line,
      outcome: dry_run ? "ready" : "created",
      reason: null,
      invitation_link: null,
    };
    const team = line.team === "" ? null : teams.get(line.team.toLowerCase());
    const role = roles.find((one) => [one.name.toLowerCase(), one.key].includes(line.role.toLowerCase()));
    const email = line.email.toLowerCase();
    row.reason = reasonAgainst({ ...line, email }, { team, hasRole: role !== undefined, isTaken: taken.has(email) });
    if (row.reason) row.outcome = "rejected";
    else {
      taken.add(email);
      if (!dry_run) {
        const invited = { name: line.name, email, team_id: team ?? null, role_ids: [role!.id] };
        row.invitation_link = (await inviteUser(tx, actor, invited, inviting)).invitation_link;
      }
    }
    rows.push(row);
  }
  return { rows };
}

type Line = Record<keyof typeof headers, string>;

function reasonAgainst(
  line: Line,
  { team, hasRole, isTaken }: { team: string | null | undefined; hasRole: boolean; isTaken: boolean },
): string | null {
  if (line.name === "" || line.name.length > 120) return "name_missing";
  if (!/^[^\s@]+@[^\s@]+$/.test(line.email)) return "email_invalid";
  if (isTaken) return "email_taken";
  if (team === undefined) return "team_unknown";
  return hasRole ? null : "role_unknown";
}

/** @throws user.unreadable_file when the file has no rows, no name or mail column, or too many rows */
function readLines(csv: string): Line[] {
  const { data } = Papa.parse<string[]>(csv.replace(/^\ufeff/, "").trim(), { skipEmptyLines: "greedy" });
  const [head = [], ...body] = data;
  const positions = Object.fromEntries(
    Object.entries(headers).map(([field, names]) => [
      field,
      head.findIndex((cell) => names.includes(cell.trim().toLowerCase())),
    ]),
  ) as Record<keyof typeof headers, number>;
  if (body.length === 0) throw invalid("user.unreadable_file", [{ field: "csv", reason: "no_rows" }]);
  if (positions.name < 0 || positions.email < 0)
    throw invalid("user.unreadable_file", [{ field: "csv", reason: "no_name_or_mail_column" }]);
  if (body.length > 5000)
    throw new Problem(400, "user.unreadable_file", { fields: [{ field: "csv", reason: "more_than_5000_rows" }] });
  return body.map((cells) => {
    const at = (field: keyof typeof headers) => (positions[field] < 0 ? "" : (cells[positions[field]] ?? "").trim());
    return { name: at("name"), email: at("email"), team: at("team"), role: at("role") };
  });
}
