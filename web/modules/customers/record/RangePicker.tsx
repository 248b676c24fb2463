import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { type DateRange, hasRange, ranges, readDateRange } from "./range.ts";

interface Props {
  value: DateRange;
  onChange: (range: DateRange) => void;
}

/** Since when, and until when: usual stretches at once, a stretch of one's own by two days. */
export function RangePicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Menu
      end
      className={`pick range ${hasRange(value) ? "acc" : ""}`}
      trigger={
        <>
          <span className="sr">{t("customers.timeline.range")} </span>
          {words()}
        </>
      }
    >
      {(close) => (
        <>
          <MenuItem isOn={!hasRange(value)} onClick={() => pick(close, {})}>
            {t("customers.timeline.all_range")}
          </MenuItem>
          {ranges.map((range) => (
            <MenuItem key={range} isOn={value.range === range} onClick={() => pick(close, { range })}>
              {t(`customers.timeline.range_of.${range}`)}
            </MenuItem>
          ))}
          <hr />
          <form className="range-form" onSubmit={(event) => submit(event, close)}>
            <label>
              <span className="small t3">{t("customers.timeline.first_day")}</span>
              <input className="inp s" type="date" name="from" defaultValue={value.from} />
            </label>
            <label>
              <span className="small t3">{t("customers.timeline.last_day")}</span>
              <input className="inp s" type="date" name="to" defaultValue={value.to} />
            </label>
            <button type="submit" className="btn s">
              {t("customers.timeline.use_days")}
            </button>
          </form>
        </>
      )}
    </Menu>
  );

  function words(): string {
    const { range, from, to } = value;
    if (range) return t(`customers.timeline.range_of.${range}`);
    if (from && to) return from === to ? from : t("customers.timeline.between", { from, to });
    if (from) return t("customers.timeline.since", { from });
    return to ? t("customers.timeline.until", { to }) : t("customers.timeline.all_range");
  }

  function pick(close: () => void, range: DateRange) {
    close();
    onChange(range);
  }

  function submit(event: FormEvent<HTMLFormElement>, close: () => void) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    pick(close, readDateRange({ from: form.get("from"), to: form.get("to") }));
  }
}
