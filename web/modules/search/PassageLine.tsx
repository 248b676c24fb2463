import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatFull, formatWhen } from "../../text/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Pieces } from "../../ui/Pieces.tsx";
import { addressOf, iconOf, type PassageHit, wordKeyOf } from "./passages.ts";

/** What matched, of whom, and when; opened at its place. */
export function PassageLine({ hit }: { hit: PassageHit }) {
  const { t } = useTranslation();
  const word = wordKeyOf(hit);
  return (
    <Link to={addressOf(hit)} className="passage">
      <span className="pi">
        <Icon name={iconOf(hit)} />
      </span>
      <span className="grow">
        {hit.title && (
          <span className="ttl">
            <Pieces pieces={hit.title} />
          </span>
        )}
        {hit.text && (
          <span className={hit.title ? "t2" : "ttl"}>
            <Pieces pieces={hit.text} />
          </span>
        )}
        <span className="small t3">
          {[hit.customer?.name, word && t(word), hit.why !== "text" && t(`frame.why.${hit.why}`)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <time className="small t3" dateTime={hit.at} title={formatFull(hit.at)}>
        {formatWhen(hit.at)}
      </time>
    </Link>
  );
}
