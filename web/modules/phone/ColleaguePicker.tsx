import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { listExtensionsContract } from "../../../server/modules/voice/extension.contract.ts";
import { useRead } from "../../api/queries.ts";
import { useMe } from "../../frame/me.ts";
import { problemText } from "../../text/problem.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { focusOnOpen } from "../../ui/focus.ts";

interface Props {
  label: string;
  onPick: (userId: string) => void;
  onClose: () => void;
}

const mostShown = 8;

/** Colleagues who can be called inside: typed by name or extension, taken by Enter. */
export function ColleaguePicker({ label, onPick, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const read = useRead(listExtensionsContract, {});
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const wanted = typed.trim().toLowerCase();
  const found = (read.data?.extensions ?? [])
    .filter(({ user }) => user.id !== me.user.id)
    .filter(({ user, digits }) => user.name.toLowerCase().includes(wanted) || digits.startsWith(wanted))
    .slice(0, mostShown);
  return (
    <div className="colleagues">
      <input
        className="inp"
        ref={focusOnOpen}
        role="combobox"
        aria-expanded="true"
        aria-controls="call-colleagues"
        aria-activedescendant={found[at] ? `call-${found[at].user.id}` : undefined}
        aria-label={label}
        placeholder={t("phone.colleague_hint")}
        value={typed}
        onKeyDown={onKey}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
      />
      <div id="call-colleagues" role="listbox" aria-label={label} className="found">
        {found.map(({ user, digits }, index) => (
          <button
            key={user.id}
            id={`call-${user.id}`}
            type="button"
            role="option"
            aria-selected={index === at}
            className={`o row ${index === at ? "on" : ""}`}
            tabIndex={-1}
            onClick={() => onPick(user.id)}
          >
            <Avatar name={user.name} size="s" />
            <span className="grow el">{user.name}</span>
            <span className="t3 num">{digits}</span>
          </button>
        ))}
        {read.isError && <p className="small danger">{problemText(read.error)}</p>}
        {read.data && found.length === 0 && <p className="small t3">{t("phone.no_colleague")}</p>}
      </div>
    </div>
  );

  function onKey(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter" && found[at]) onPick(found[at].user.id);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
