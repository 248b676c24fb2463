import { hashPassword } from "better-auth/crypto";
import type { Tx } from "../../platform/database/types.ts";
import { newId } from "../../platform/ids.ts";
import { invalid } from "../../platform/problem.ts";

/** Passwords that head every list of leaked ones and are ten characters or longer, or become so by adding digits. */
const commonStems =
  "password passw0rd qwertyuiop qwerty asdfghjkl zxcvbnm iloveyou letmein welcome monkey dragon football baseball princess sunshine superman admin administrator root login master michael shadow woaini nihao zhiyin changeme default secret computer internet abc123 a123456 qq123456 wang woaini1314 5201314 1q2w3e4r5t 1qaz2wsx 1234qwer q1w2e3r4".split(
    " ",
  );

/** @throws password.too_common for a run, a repeat, a list favourite with digits around it, or the person's own name */
export function refuseCommon(password: string, name: string): void {
  const plain = password.toLowerCase();
  const letters = plain.replaceAll(/[^a-z]/g, "");
  const core = plain.replaceAll(/^[\d\W_]+|[\d\W_]+$/g, "");
  const isCommon =
    new Set(plain).size < 5 ||
    isRun(plain) ||
    /^\d+$/.test(plain) ||
    commonStems.some((stem) => core === stem || plain === stem || (letters !== "" && letters === stem)) ||
    (name.trim().length > 2 && plain.replaceAll(/\s/g, "").includes(name.toLowerCase().replaceAll(/\s/g, "")));
  if (isCommon) throw invalid("password.too_common", [{ field: "password", reason: "too_common" }]);
}

function isRun(text: string): boolean {
  const steps = new Set([...text].slice(1).map((char, at) => char.codePointAt(0)! - text.codePointAt(at)!));
  return steps.size === 1;
}

/** Sets a user's password, hashed by the identity library. */
export async function setPassword(tx: Tx, userId: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  const updated = await tx
    .updateTable("account")
    .set({ password: hash, updated_at: new Date().toISOString() })
    .where("user_id", "=", userId)
    .where("provider_id", "=", "credential")
    .returning("id")
    .executeTakeFirst();
  if (updated) return;
  await tx
    .insertInto("account")
    .values({ id: newId(), user_id: userId, account_id: userId, provider_id: "credential", password: hash })
    .execute();
}
