import "./mark.css";
import { useTranslation } from "react-i18next";
import { readWatermarkContract, setWatermarkContract } from "../../../../server/modules/customers/export.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import type { Role } from "./RolesPage.tsx";

/** Whether exports of a role say who and when, and what that looks like in the file. It counts at once. */
export function WatermarkPanel({ role }: { role: Role }) {
  const { t } = useTranslation();
  const read = useRead(readWatermarkContract, {});
  if (!read.data) return null;
  const isOn = read.data.role_ids.includes(role.id);
  return (
    <section className="rm" aria-label={t("settings.roles.mark.title")}>
      <h2>{t("settings.roles.mark.title")}</h2>
      <label className="row tick">
        <input type="checkbox" className="cb" checked={isOn} onChange={(event) => void set(event.target.checked)} />
        {t("settings.roles.mark.on")}
      </label>
      {isOn && <Preview />}
      <p className="small t3">{t(isOn ? "settings.roles.mark.cannot" : "settings.roles.mark.what")}</p>
    </section>
  );

  async function set(next: boolean, isUndo = false) {
    try {
      const { role_ids } = await call(readWatermarkContract, {});
      const others = role_ids.filter((id) => id !== role.id);
      const answer = await call(setWatermarkContract, { body: { role_ids: next ? [...others, role.id] : others } });
      client.setQueryData(keyOf(readWatermarkContract, {}), answer);
      const text = t(next ? "settings.roles.mark.set" : "settings.roles.mark.unset", { name: role.name });
      showToast(isUndo ? { text, look: "undone" } : { text, undo: () => void set(!next, true) });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }
}

/** The same words as in the file, with the reader as the one who exports now. */
function Preview() {
  const { t } = useTranslation();
  const { user, organisation } = useMe();
  const at = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(new Date());
  const mark = t("settings.roles.mark.sample", { organisation: organisation.name, name: user.name, at });
  return (
    <figure className="rm-sheet">
      <figcaption className="small t3">{t("settings.roles.mark.page")}</figcaption>
      <p className="rm-page">{mark}</p>
      <figcaption className="small t3">{t("settings.roles.mark.table")}</figcaption>
      <p className="rm-cells">
        <span>…</span>
        <b>{mark}</b>
      </p>
    </figure>
  );
}
