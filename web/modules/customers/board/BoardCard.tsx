import { Link } from "@tanstack/react-router";
import type { DragEvent, KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney, formatWhen } from "../../../text/format.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { iconOfKind } from "../kinds.ts";
import type { Row } from "../list/page.ts";

interface Props {
  row: Row;
  onDragStart: (event: DragEvent) => void;
  /** To the column before or behind. */
  onStep: (step: -1 | 1) => void;
}

/** Who, how much, who looks after them, and the last touch. Alt and the arrows move it, arrows alone the focus. */
export function BoardCard({ row, onDragStart, onStep }: Props) {
  const { t } = useTranslation();
  const last = row.last_interaction;
  return (
    <li className="card" draggable onDragStart={onDragStart}>
      <Link
        to="/customers/$customerId"
        params={{ customerId: row.id }}
        className="card-link"
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        title={t("list.card_keys")}
        draggable={false}
        onKeyDown={onKey}
      >
        <b className="el grow">{row.name ?? row.number}</b>
        {typeof row.revenue_this_year === "number" && row.revenue_this_year !== 0 && (
          <span className="num">{formatMoney(row.revenue_this_year, "CNY")}</span>
        )}
      </Link>
      <span className="row small t3">
        <span className="grow el">{row.number}</span>
        {last && (
          <span className="row" style={{ gap: 4 }}>
            <Icon name={iconOfKind(last.kind)} size={14} />
            {formatWhen(last.happened_at)}
          </span>
        )}
        {row.owner && (
          <span title={row.owner.name}>
            <Avatar name={row.owner.name} size="s" look="grey" />
          </span>
        )}
      </span>
    </li>
  );

  function onKey(event: KeyboardEvent<HTMLElement>) {
    const side = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    const line = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (side === 0 && line === 0) return;
    event.preventDefault();
    if (event.altKey && side !== 0) return onStep(side);
    const column = event.currentTarget.closest(".board-col");
    const cards = (of: Element | null | undefined) => [...(of?.querySelectorAll<HTMLElement>(".card-link") ?? [])];
    const at = cards(column).indexOf(event.currentTarget);
    const next = side < 0 ? column?.previousElementSibling : side > 0 ? column?.nextElementSibling : column;
    const among = cards(next);
    among[Math.min(among.length - 1, Math.max(0, at + line))]?.focus();
  }
}
