import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Static } from "typebox";
import type {
  CustomerTier,
  CustomerTiers,
  TierPart,
} from "../../../../server/modules/customers/tier/customer_tier.contract.ts";
import { formatWhen } from "../../../text/format.ts";
import { locale } from "../../../text/locale.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { TierChip } from "./TierChip.tsx";
import { useTierWords } from "./useTierWords.ts";

interface Props {
  tier: CustomerTier;
  tiers: Static<typeof CustomerTiers>;
  onHold: () => void;
  onRelease: () => void;
}

/** Why a customer stands where it stands, what would change it, how such customers are treated, and how it moved. */
export function TierPanel({ tier, tiers, onHold, onRelease }: Props) {
  const { t } = useTranslation();
  const { blocked } = tiers;
  const words = locale() === "en" ? (tier.strategy?.text_en ?? "") : (tier.strategy?.text_zh ?? "");
  const strategy = words || tier.strategy?.text_zh || tier.strategy?.text_en;
  return (
    <div className="tier-panel">
      <header className="row">
        <b>{t(`customers.tier.ladder.${tier.ladder}`)}</b>
        {tier.value && <TierChip ladder={tier.ladder} value={tier.value} />}
        <span className="grow" />
        {tier.since && (
          <span className="t3 small nw">{t("customers.tier.since", { when: formatWhen(tier.since) })}</span>
        )}
      </header>
      {tier.value === null && <p className="t2">{t("customers.tier.not_yet")}</p>}
      {tier.held && <Held held={tier.held} ladder={tier.ladder} />}
      {!tier.held && tier.value !== null && <Why tier={tier} currency={tiers.currency} />}
      <Changes tier={tier} currency={tiers.currency} />
      {(strategy || tier.strategy?.stance) && (
        <section>
          <h3>{t("customers.tier.strategy")}</h3>
          <p>
            {tier.strategy?.stance && <Tag look="acc">{t(`customers.tier.stance.${tier.strategy.stance}`)}</Tag>}{" "}
            {strategy}
          </p>
        </section>
      )}
      {tier.moves.length > 0 && <Moves tier={tier} />}
      <footer className="row">
        <Link to="/movements" search={{ ladder: tier.ladder }} className="small">
          {t("customers.tier.to_chart")}
        </Link>
        <span className="grow" />
        {blocked.hold !== "no_permission" && tier.held && (
          <ActionButton small blocked={blocked.hold} onClick={onRelease}>
            {t("customers.tier.release")}
          </ActionButton>
        )}
        {blocked.hold !== "no_permission" && (
          <ActionButton small blocked={blocked.hold} onClick={onHold}>
            {t(tier.held ? "customers.tier.hold_otherwise" : "customers.tier.hold")}
          </ActionButton>
        )}
      </footer>
    </div>
  );
}

function Held({ held, ladder }: { held: NonNullable<CustomerTier["held"]>; ladder: CustomerTier["ladder"] }) {
  const { t } = useTranslation();
  return (
    <div className="note row">
      <Icon name="lock" />
      <span>
        {held.until
          ? t("customers.tier.held_until", { name: held.by.name, day: held.until })
          : t("customers.tier.held", { name: held.by.name })}{" "}
        <span className="t2">{held.reason ?? t("customers.tier.held_by_edit")}</span>
        <span className="block t3 small">
          {t("customers.tier.by_rules", { value: t(`customers.${ladder}.${held.by_rules}`) })}
        </span>
      </span>
    </div>
  );
}

function Why({ tier, currency }: { tier: CustomerTier; currency: string }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t("customers.tier.why")}</h3>
      {tier.position === null && <p className="t2">{t("customers.tier.rest")}</p>}
      {tier.why.length > 0 && (
        <ul className="tier-why">
          {tier.why.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is known by its place
            <Sentence key={index} part={part} currency={currency} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Sentence({ part, currency }: { part: TierPart; currency: string }) {
  const { t } = useTranslation();
  const words = useTierWords(currency);
  if (!("field" in part))
    return (
      <li>
        <span className="t3 small">{t(`filter.${"all" in part ? "all" : "any"}_of`)}</span>
        <ul className="tier-why">
          {("all" in part ? part.all : part.any).map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is known by its place
            <Sentence key={index} part={one} currency={currency} />
          ))}
        </ul>
      </li>
    );
  const from = part.threshold;
  return (
    <li className="tier-line" data-holds={part.holds ?? "hidden"}>
      <Icon name={part.is_hidden ? "lock" : part.holds ? "check" : "close"} size={14} />
      <span>
        {words.sentence(part)}
        {typeof from === "number" && (
          <span className="t3 small nw"> {t("customers.tier.from", { amount: words.amount(part.field, from) })}</span>
        )}
      </span>
      <b className={part.is_hidden ? "t3" : ""}>{words.actual(part)}</b>
    </li>
  );
}

function Changes({ tier, currency }: { tier: CustomerTier; currency: string }) {
  const { t } = useTranslation();
  const { need, end } = useTierWords(currency);
  const { towards, if_nothing_happens: alone } = tier;
  if (towards.length === 0 && !alone) return null;
  const list = (parts: readonly TierPart[], say: (part: TierPart) => string, join: string) =>
    [...new Set(parts.map(say))].join(t(`customers.tier.join.${join}`));
  return (
    <section>
      <h3>{t("customers.tier.changes")}</h3>
      <ul className="tier-changes">
        {towards.map(({ value, direction, needs, unless }) => (
          <li key={value}>
            <Icon name={direction === "better" ? "up" : "down"} size={14} />
            <TierChip ladder={tier.ladder} value={value} />
            <span className="tier-how">
              {[
                ...(unless.length > 0 ? [list(unless, end, "any")] : []),
                ...(needs.length > 0 ? [list(needs, need, "all")] : []),
              ].join(t("customers.tier.join.all"))}
            </span>
          </li>
        ))}
        {alone && (
          <li>
            <Icon name="clock" size={14} />
            <TierChip ladder={tier.ladder} value={alone.value} />
            <span className="tier-how">{t("customers.tier.alone", { day: alone.on })}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

function Moves({ tier }: { tier: CustomerTier }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t("customers.tier.moves")}</h3>
      <ol className="tier-moves">
        {tier.moves.slice(0, 5).map(({ from, to, at, by }) => (
          <li key={`${at} ${from} ${to}`} className="row">
            <time className="t3 small nw" dateTime={at}>
              {formatWhen(at)}
            </time>
            <span className="el">
              {t(`customers.${tier.ladder}.${from}`)} → {t(`customers.${tier.ladder}.${to}`)}
            </span>
            <span className="t3 small">{by?.name ?? t("customers.tier.rules")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
