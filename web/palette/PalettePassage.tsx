import { useTranslation } from "react-i18next";
import { iconOf, type PassageHit, wordKeyOf } from "../modules/search/passages.ts";
import { formatWhen } from "../text/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Pieces } from "../ui/Pieces.tsx";

/** A task, note or promise in one line: what matched, of whom and when. */
export function PalettePassage({ hit }: { hit: PassageHit }) {
  const { t } = useTranslation();
  const isInTitle = hit.title?.some((piece) => piece.hit);
  const shown = isInTitle || !hit.text ? hit.title : hit.text;
  const word = wordKeyOf(hit);
  return (
    <>
      <span className="pi">
        <Icon name={iconOf(hit)} />
      </span>
      <span className="grow el">{shown && <Pieces pieces={shown} />}</span>
      <span className="why el">{[hit.customer?.name, word && t(word)].filter(Boolean).join(" · ")}</span>
      <time className="why when" dateTime={hit.at}>
        {formatWhen(hit.at)}
      </time>
    </>
  );
}
