import { focusOnOpen } from "../ui/focus.ts";
import "./palette.css";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keyMap, newCustomer } from "../frame/open.ts";
import { chooseLocale, locale } from "../text/locale.ts";
import { problemText } from "../text/problem.ts";
import { chooseTheme } from "../theme/colours.ts";
import { Icon } from "../ui/Icon.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import type { Act } from "./actions.ts";
import { customerOf, type Group, groups, type Item, pathOf, useItems } from "./items.ts";
import { PaletteLine } from "./PaletteLine.tsx";
import { Preview } from "./Preview.tsx";
import { useHits } from "./useHits.ts";

/** One box for records, acts and pages. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [group, setGroup] = useState<Group>("all");
  const [at, setAt] = useState(0);
  const { hits, written, isSearching, error } = useHits(typed);
  const everything = useItems(typed, hits, written);
  const items = group === "all" ? everything : everything.filter((item) => item.group === group);
  const chosen = items[Math.min(at, items.length - 1)];
  useLayoutEffect(() => {
    const open = dialog.current;
    if (open && !open.open) open.showModal();
    return () => open?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="pal"
      aria-label={t("frame.search")}
      onCancel={stop}
      onKeyDown={onKey}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="pq">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen?.key}
          aria-label={t("frame.search")}
          aria-autocomplete="list"
          ref={focusOnOpen}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          placeholder={t("frame.search_hint")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
        {isSearching && typed.trim() !== "" && <span className="late small t3">{t("frame.searching")}</span>}
        <button type="button" className="kbd" onClick={onClose}>
          Esc<span className="sr"> {t("frame.close")}</span>
        </button>
      </div>
      <div className="pt">
        {groups.map((one) => (
          <button key={one} type="button" tabIndex={-1} aria-pressed={one === group} onClick={() => setGroup(one)}>
            {t(`frame.palette.${one}`)} <span className="cnt">{countOf(one)}</span>
          </button>
        ))}
        <span className="grow" />
        <span className="small t3 only-l">
          <Kbd keys="Tab" /> {t("frame.palette.switch")}
        </span>
      </div>
      <div className="pb">
        <div className="pl" id="palette-list" role="listbox" aria-label={t("frame.palette.results")}>
          {items.map((item, index) => (
            <PaletteLine
              key={item.key}
              item={item}
              heading={heading(item) === headingAt(index - 1) ? undefined : heading(item)}
              isOn={item.key === chosen?.key}
              onPoint={() => setAt(index)}
              onOpen={(inNewTab) => open(item, inNewTab)}
            />
          ))}
          {items.length === 0 && !isSearching && (
            <div className="gh" role="option" aria-selected="false" aria-disabled="true" tabIndex={-1}>
              {error ? problemText(error) : t("frame.palette.nothing")}
            </div>
          )}
        </div>
        <Preview customerId={customerOf(chosen)} />
      </div>
      <div className="pf">
        <span className="only-l">
          <Kbd keys="↑" /> <Kbd keys="↓" /> {t("frame.palette.choose")}
        </span>
        <span className="el">{t("frame.palette.how")}</span>
        <span className="grow" />
        <span className="only-l">{t("frame.palette.rights")}</span>
      </div>
    </dialog>
  );

  function heading(item: Item): string {
    if ("recent" in item) return t("frame.palette.recent");
    if (item.group === "act") return t("frame.palette.group_act");
    return t("hit" in item ? "frame.palette.group_record" : `frame.palette.${item.group}`);
  }

  function headingAt(index: number): string | undefined {
    const item = items[index];
    return item && heading(item);
  }

  function countOf(one: Group): number {
    return one === "all"
      ? everything.length
      : everything.filter((item) => item.group === one && !("every" in item)).length;
  }

  function stop(event: React.SyntheticEvent) {
    event.preventDefault();
    onClose();
  }

  function onKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(items.length - 1, at + step)));
    }
    if (event.key === "Tab") {
      event.preventDefault();
      setGroup(groups.at((groups.indexOf(group) + (event.shiftKey ? -1 : 1)) % groups.length) ?? "all");
      setAt(0);
    }
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      open(chosen, event.ctrlKey || event.metaKey);
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) stop(event);
  }

  function open(item: Item, inNewTab: boolean) {
    const address = pathOf(item);
    if (address && inNewTab) return void window.open(address, "_blank", "noopener");
    onClose();
    if (address) router.history.push(address);
    else if ("act" in item) run(item.act);
  }

  function run(act: Act) {
    if (act.name === "new_customer") {
      router.history.push("/customers");
      newCustomer.set(true);
    }
    if (act.name === "dark" || act.name === "light") chooseTheme(act.name);
    if (act.name === "language") void chooseLocale(locale() === "en" ? "zh-CN" : "en");
    if (act.name === "keys") keyMap.set(true);
  }
}
