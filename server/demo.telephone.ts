import { people } from "../test/cast.ts";
import { writeSetting } from "./modules/people/index.ts";
import { unseenPassword } from "./modules/voice/index.ts";
import type { Db, Tx } from "./platform/database/types.ts";
import type { House } from "./platform/house.ts";
import { newId } from "./platform/ids.ts";

/** A trunk that leads nowhere and is off, two numbers with whom they ring, and extensions from 801 for all but marketing. */
export async function fillDemoTelephone(db: Db, house: Pick<House, "secret">): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const users = await tx.selectFrom("app_user").select(["id", "email", "team_id"]).execute();
    const userOf = (key: string) => users.find(({ email }) => email === people.find((one) => one.key === key)?.mail)!;
    await tx
      .insertInto("extension")
      .values(
        people
          .filter(({ role }) => role !== "marketer")
          .map(({ key }, at) => {
            const { id } = userOf(key);
            return { user_id: id, digits: String(801 + at), password: unseenPassword(house, id) };
          }),
      )
      .execute();
    await fillNumbers(tx, { admin: userOf("zhao").id, agent: userOf("wu").id, teamId: userOf("wu").team_id });
    await writeSetting(tx, "dial_rules", { area_code: "0571" });
  });
}

async function fillNumbers(tx: Tx, { admin, agent, teamId }: { admin: string; agent: string; teamId: string | null }) {
  const client = await tx.selectFrom("client").select("id").where("name", "=", "康和口腔").executeTakeFirstOrThrow();
  const trunk = {
    id: newId(),
    name: "演示线路",
    kind: "registration",
    host: "sip.example.test",
    username: "057187964400",
  };
  await tx
    .insertInto("trunk")
    .values({ ...trunk, is_on: false, countries: ["CN"], created_by: admin })
    .execute();
  const ours = { trunk_id: trunk.id, created_by: admin };
  const [all, hotline] = [newId(), newId()];
  await tx
    .insertInto("voice_number")
    .values([
      { ...ours, id: all, digits: "+8657187964400", label: "总机", team_id: teamId },
      { ...ours, id: hotline, digits: "+8657187964408", label: "康和专线", user_id: agent, client_id: client.id },
    ])
    .execute();
  await tx
    .insertInto("caller_id")
    .values([
      { id: newId(), number_id: all },
      { id: newId(), number_id: hotline, client_id: client.id },
    ])
    .execute();
}
