import "./said.css";
import { useTranslation } from "react-i18next";
import { formatFull, formatTime } from "../../../../text/format.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Icon } from "../../../../ui/Icon.tsx";
import type { TimelineEntry } from "../timeline.ts";
import { removeIntelligence, removeTouch } from "./said.ts";

/** A promotional touch or an intelligence note on the timeline. */
export function SaidEntry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const { touch, intelligence } = entry;
  const name = t(`customers.interaction.${entry.kind}`);
  const about = touch
    ? [t(`customers.touch.channel.${touch.channel}`), touch.campaign, touch.other_party ?? touch.user?.name]
    : intelligence
      ? [
          t(`customers.intelligence_kind.${intelligence.kind}`),
          intelligence.source,
          t(`customers.reliability.${intelligence.reliability}`),
          intelligence.created_by?.name,
        ]
      : [];
  return (
    <article className="ev" aria-label={`${name} ${formatFull(entry.happened_at)}`}>
      <span className="ic" data-kind={entry.kind}>
        <Icon name={touch ? "touch" : "intelligence"} size={13} />
      </span>
      <div className="hd">
        <b>{name}</b>
        <span className="t2 el">{[...about, entry.contact?.name].filter(Boolean).join(" · ")}</span>
        {entry.can_change && (
          <span className="quiet">
            <ActionButton look="text" small icon="bin" label={t("customers.said.remove")} onClick={remove} />
          </span>
        )}
        <time dateTime={entry.happened_at} title={formatFull(entry.happened_at)}>
          {formatTime(entry.happened_at)}
        </time>
      </div>
      <div className="bd">{entry.body}</div>
      {intelligence?.source_url && (
        <a className="small" href={intelligence.source_url} target="_blank" rel="noreferrer noopener">
          {t("customers.intelligence.open_source")}
        </a>
      )}
    </article>
  );

  function remove() {
    if (touch) void removeTouch(touch);
    if (intelligence) void removeIntelligence(intelligence);
  }
}
