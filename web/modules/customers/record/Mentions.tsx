import { useTranslation } from "react-i18next";
import type { Colleagues } from "../../../frame/colleagues.ts";

type Users = Colleagues["users"];
const most = 20;

/** Colleagues to choose from while "@" and the beginning of a name stand at the end of what is written. */
export function Mentions({ body, users, onPick }: { body: string; users: Users; onPick: (body: string) => void }) {
  const { t } = useTranslation();
  const typed = /@([^\s@]{0,20})$/.exec(body)?.[1]?.toLowerCase();
  if (typed === undefined) return null;
  const found = users.filter((user) => user.is_active && user.name.toLowerCase().includes(typed)).slice(0, 6);
  if (found.length === 0 || found.some((user) => user.name.toLowerCase() === typed)) return null;
  return (
    <fieldset className="row comp-more" aria-label={t("customers.mention")}>
      {found.map((user) => (
        <button
          key={user.id}
          type="button"
          className="btn s"
          onClick={() => onPick(`${body.slice(0, body.length - typed.length)}${user.name} `)}
        >
          {user.name}
        </button>
      ))}
    </fieldset>
  );
}

/** Whose name stands behind an "@"; a longer name that begins alike is not taken for a shorter one. */
export function mentionedIn(body: string, users: Users): string[] {
  const active = users.filter((user) => user.is_active).sort((a, b) => b.name.length - a.name.length);
  const found = new Set<string>();
  for (const part of body.split("@").slice(1)) {
    const user = active.find(({ name }) => part.startsWith(name));
    if (user) found.add(user.id);
  }
  return [...found].slice(0, most);
}
