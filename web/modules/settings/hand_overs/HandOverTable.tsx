import { useTranslation } from "react-i18next";
import { formatFull, formatNumber, formatWhen } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { type HandOver, undoHandOver } from "./hand_overs.ts";

export function HandOverTable({ all }: { all: readonly HandOver[] }) {
  const { t } = useTranslation();
  return (
    <table className="tbl hand-overs" aria-label={t("settings.page.hand-overs")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.hand_overs.from_to")}</th>
          <th scope="col">{t("settings.hand_overs.what")}</th>
          <th scope="col" className="num">
            {t("settings.hand_overs.count")}
          </th>
          <th scope="col">{t("settings.hand_overs.state_of")}</th>
          <th scope="col">{t("settings.hand_overs.by")}</th>
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((one) => (
          <HandOverLine key={one.id} one={one} />
        ))}
      </tbody>
    </table>
  );
}

function HandOverLine({ one }: { one: HandOver }) {
  const { t } = useTranslation();
  const names = one.to.map(({ name }) => name).join(t("settings.comma"));
  return (
    <tr>
      <td title={`${one.from.name} → ${names}`}>
        <span className="row ho-who">
          <Avatar name={one.from.name} size="s" look="grey" />
          <b className="el">{one.from.name}</b>
          <Icon name="right" size={14} />
          <span className="sr">{t("settings.hand_overs.to")}</span>
          <span className="el grow">{names}</span>
        </span>
      </td>
      <td>{one.kinds.map((kind) => t(`settings.hand_overs.kind.${kind}`, kind)).join(t("settings.comma"))}</td>
      <td className="num">{formatNumber(one.moved)}</td>
      <td>
        <State one={one} />
      </td>
      <td className="t2" title={formatFull(one.created_at)}>
        {one.by.name} · {formatWhen(one.created_at)}
      </td>
      <td className="acts-cell">
        {one.state === "done" && one.moved > 0 && (
          <ActionButton
            small
            icon="undo"
            blocked={one.blocked.undo && `hand_over_${one.blocked.undo}`}
            onClick={() => void undoHandOver(one.id)}
          >
            {t("settings.hand_overs.take_back")}
          </ActionButton>
        )}
      </td>
    </tr>
  );
}

function State({ one: { state, moved, moved_back: back } }: { one: HandOver }) {
  const { t } = useTranslation();
  const word = t(`settings.hand_overs.state.${state}`);
  if (state === "running" || state === "undoing") return <Tag look="info">{word}</Tag>;
  if (state === "undone" && back < moved)
    return (
      <span>{t("settings.hand_overs.undone_partly", { back: formatNumber(back), moved: formatNumber(moved) })}</span>
    );
  return <span className={state === "undone" ? "t3" : ""}>{word}</span>;
}
