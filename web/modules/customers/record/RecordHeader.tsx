import { useTranslation } from "react-i18next";
import { absent, formatFull, formatMoney, formatNumber, formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { StarButton } from "../StarButton.tsx";
import { RecordTiers } from "../tiers/RecordTiers.tsx";
import { Clients } from "./Clients.tsx";
import { ComposeButton } from "./Composer.tsx";
import { MoreActs } from "./MoreActs.tsx";
import { OwnerPicker } from "./OwnerPicker.tsx";
import { ProtectionBadge } from "./ProtectionBadge.tsx";
import { useRecord } from "./RecordContext.ts";
import { SharePicker } from "./SharePicker.tsx";
import { PromiseWarnings } from "./said/PromiseWarnings.tsx";
import { Tags } from "./Tags.tsx";
import { TradeFigures } from "./trades/TradeFigures.tsx";
import { useTradeSums } from "./trades/useTradeSums.ts";

/** Who this is in one line, and at most three acts. */
export function RecordHeader({ present }: { present: readonly string[] }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  return (
    <div className="hdr">
      <div className="row titl">
        <span className="only-l">
          <Avatar
            name={record.facts.name ?? record.number}
            size="l"
            square={record.kind === "company"}
            look={record.kind === "company" ? "accent" : "blue"}
          />
        </span>
        <h1 className="el">
          <Name />
        </h1>
        <span className="t3 nw">{record.number}</span>
        <StarButton customer={record} name={record.facts.name ?? record.number} />
        <span className="grow" />
        {present.length > 0 && <Present names={present} />}
        <span className="row acts">
          <ComposeButton />
          <SharePicker />
          <MoreActs />
        </span>
      </div>
      <div className="row who">
        <RecordTiers />
        {record.owner !== undefined && <OwnerPicker />}
        <Clients />
        <Tags />
        <PromiseWarnings customerId={record.id} />
      </div>
      <ProtectionBadge />
      <Strip />
    </div>
  );
}

function Name() {
  const { t } = useTranslation();
  const { record, saving, setEditing } = useRecord();
  const isShut = record.blocked.update !== undefined || record.read_only.includes("name");
  return (
    <InlineEdit
      label={t("customers.field.name")}
      isHeading
      value={record.facts.name ?? ""}
      shown={record.facts.name ?? absent}
      readOnly={isShut ? t(`blocked.${record.blocked.update ?? "read_only"}`) : undefined}
      explain={problemText}
      onEditing={(isEditing) => setEditing(isEditing ? "name" : null)}
      seen={record.facts.name ?? ""}
      onSave={async (name, seen) => name.trim() && saving.save({ name: name.trim() }, { name: seen })}
      editor={({ value, onChange, label }) => (
        <input
          className="inp"
          ref={focusOnOpen}
          aria-label={label}
          value={value}
          maxLength={300}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}

function Present({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <span className="row small t3 present" role="status">
      {names.slice(0, 3).map((name) => (
        <Avatar key={name} name={name} size="s" look="blue" />
      ))}
      <span className="only-l">{t("customers.looking", { names: names.join("、"), count: names.length })}</span>
    </span>
  );
}

/** Figures on one baseline, those that the reader may see. */
function Strip() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { facts, interaction_count: count } = record;
  const currency = facts.currency ?? "CNY";
  const trades = useTradeSums(record.id);
  return (
    <div className="strip">
      {trades && <TradeFigures sums={trades} />}
      {!trades &&
        typeof facts.revenue_this_year === "number" &&
        figure("revenue_this_year", money(facts.revenue_this_year))}
      {!trades &&
        typeof facts.revenue_last_year === "number" &&
        figure("revenue_last_year", money(facts.revenue_last_year))}
      {figure("interactions", `${formatNumber(count.value)}${count.capped ? "+" : ""}`)}
      {figure("updated", formatWhen(record.updated_at), formatFull(record.updated_at))}
      {figure("created", formatWhen(record.created_at), record.created_by?.name)}
    </div>
  );

  function money(value: number) {
    return formatMoney(value, currency);
  }

  function figure(name: string, value: string, title?: string) {
    return (
      <div title={title}>
        <span>{t(`customers.strip.${name}`)}</span>
        <b>{value}</b>
      </div>
    );
  }
}
