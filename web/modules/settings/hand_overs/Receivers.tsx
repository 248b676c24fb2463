import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Colleagues } from "../../../frame/colleagues.ts";
import { isLike } from "../../../text/initials.ts";
import { Avatar } from "../../../ui/Avatar.tsx";

interface Props {
  people: Colleagues["users"];
  chosen: readonly string[];
  /** What the one at this place of `chosen` gets, in words. */
  gets: (place: number) => string;
  onChange: (chosen: string[]) => void;
}

const searchFrom = 9;
const shownAtOnce = 100;
export const mostReceivers = 20;

/** Colleagues to tick, each with what comes to them; Enter in the box takes the first. */
export function Receivers({ people, chosen, gets, onChange }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const found = people.filter((one) => isLike(one.name, wanted)).slice(0, shownAtOnce);
  const isFull = chosen.length >= mostReceivers;
  return (
    <fieldset className="choice">
      <legend>{t("settings.hand_overs.to_whom")}</legend>
      {people.length >= searchFrom && (
        <input
          className="inp ho-find"
          placeholder={t("frame.narrow_down")}
          aria-label={t("frame.narrow_down_in", { what: t("settings.hand_overs.to_whom") })}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing || !found[0]) return;
            event.preventDefault();
            toggle(found[0].id);
            setWanted("");
          }}
        />
      )}
      <div className="ticks ho-people">
        {found.map((one) => (
          <label key={one.id} className="row">
            <input
              type="checkbox"
              className="cb"
              checked={chosen.includes(one.id)}
              disabled={isFull && !chosen.includes(one.id)}
              onChange={() => toggle(one.id)}
            />
            <Avatar name={one.name} size="s" look="grey" />
            <span className="el grow">{one.name}</span>
            {chosen.includes(one.id) && <span className="small t2 nw">{gets(chosen.indexOf(one.id))}</span>}
          </label>
        ))}
        {found.length === 0 && <p className="small t3 ho-none">{t("frame.nothing_found")}</p>}
      </div>
      <p className="small t3">{t(isFull ? "settings.hand_overs.at_most" : "settings.hand_overs.dealt")}</p>
    </fieldset>
  );

  function toggle(id: string) {
    if (chosen.includes(id)) onChange(chosen.filter((one) => one !== id));
    else if (!isFull) onChange([...chosen, id]);
  }
}
