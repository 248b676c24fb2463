import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import { Pieces } from "../ui/Pieces.tsx";
import type { Item } from "./items.ts";
import { PalettePassage } from "./PalettePassage.tsx";

interface Props {
  item: Item;
  heading: string | undefined;
  isOn: boolean;
  onPoint: () => void;
  onOpen: (inNewTab: boolean) => void;
}

export function PaletteLine({ item, heading, isOn, onPoint, onOpen }: Props) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOn) line.current?.scrollIntoView({ block: "nearest" });
  }, [isOn]);
  return (
    <>
      {heading && (
        <div className="gh" role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box keeps the focus and answers Enter */}
      <div
        ref={line}
        id={item.key}
        className={`po ${isOn ? "on" : ""}`}
        role="option"
        aria-selected={isOn}
        tabIndex={-1}
        onMouseMove={onPoint}
        onClick={(event) => onOpen(event.ctrlKey || event.metaKey)}
      >
        <Body item={item} />
        {isOn && (
          <span className="only-l">
            <Kbd keys="Enter" />
          </span>
        )}
      </div>
    </>
  );
}

function Body({ item }: { item: Item }) {
  const { t } = useTranslation();
  if ("act" in item) {
    return (
      <>
        <span className="pi">
          <Icon name={item.act.icon} />
        </span>
        <span className="grow el">
          {t(`frame.act.${item.act.name}`)}{" "}
          <span className="t3 small">{t(item.act.to ? "frame.palette.page" : "frame.palette.act")}</span>
        </span>
      </>
    );
  }
  if ("passage" in item) return <PalettePassage hit={item.passage} />;
  if ("every" in item) {
    return (
      <>
        <span className="pi">
          <Icon name="search" />
        </span>
        <span className="grow el">{t("frame.passage.all_of", { q: item.every })}</span>
      </>
    );
  }
  if ("recent" in item) {
    return (
      <>
        <Avatar
          name={item.recent.name}
          look={item.recent.kind === "company" ? "accent" : "blue"}
          square={item.recent.kind === "company"}
        />
        <span className="grow el">
          {item.recent.name} <span className="t3 small">{item.recent.number}</span>
        </span>
      </>
    );
  }
  const { hit } = item;
  const plain = hit.name.map((piece) => piece.text).join("");
  return (
    <>
      <Avatar
        name={plain}
        look={hit.object === "contact" ? "grey" : hit.kind === "company" ? "accent" : "blue"}
        square={hit.object === "customer" && hit.kind === "company"}
      />
      <span className="grow el">
        <Pieces pieces={hit.name} />{" "}
        <span className="t3 small">
          {[hit.customer_name, hit.object === "customer" ? hit.number : null, hit.detail].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="why el">
        {hit.why !== "name" && <Pieces pieces={hit.matched} />} {t(`frame.why.${hit.why}`)}
      </span>
    </>
  );
}
