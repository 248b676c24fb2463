import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Scope, scopes } from "./grants.ts";

interface Props {
  place: string;
  name: string;
  allowed: readonly Scope[];
  was: readonly Scope[];
  now: readonly Scope[];
  isFocusable: boolean;
  onFocus: () => void;
  onChange: ((chosen: Scope[]) => void) | undefined;
}

/** The widest scope as word and shade, what stood there before struck through; opens to tick several. */
export function ScopeCell({ place, name, allowed, was, now, isFocusable, onFocus, onChange }: Props) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const [spot, setSpot] = useState<{ top: number; left: number } | undefined>();
  const isWhole = allowed.length === 1;
  const word = (held: readonly Scope[]) =>
    isWhole
      ? t(held.length > 0 ? "settings.roles.may" : "settings.roles.scope.none")
      : t([`settings.roles.scope_cell.${held[0]}`, `settings.roles.scope.${held[0] ?? "none"}`]);
  const isChanged = was.join() !== now.join();
  const all = now.map((scope) => t(`settings.roles.scope.${scope}`)).join(t("settings.comma"));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: closes what it holds when the focus leaves
    <div
      className="sc-box"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setSpot(undefined)}
    >
      <button
        ref={button}
        type="button"
        className={`sc sc-${now[0] ?? "none"} ${isChanged ? "chg" : ""}`}
        data-place={place}
        tabIndex={isFocusable ? 0 : -1}
        aria-haspopup={onChange && !isWhole ? "dialog" : undefined}
        aria-expanded={onChange && !isWhole ? spot !== undefined : undefined}
        aria-disabled={onChange ? undefined : true}
        title={now.length > 1 ? all : undefined}
        onFocus={onFocus}
        onClick={open}
      >
        <span className="sr">{`${name}${t("settings.colon")}`}</span>
        {word(now)}
        {now.length > 1 && <small>+{now.length - 1}</small>}
        {now.length > 1 && <span className="sr">{` (${all})`}</span>}
        {isChanged && <span className="sr">{t("settings.roles.before")}</span>}
        {isChanged && <s>{was[0] === now[0] ? `+${was.length - 1}` : word(was)}</s>}
      </button>
      {spot && (
        <div
          className="menu sc-menu"
          role="dialog"
          aria-label={name}
          style={spot}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            setSpot(undefined);
            button.current?.focus();
          }}
        >
          <div className="h">{name}</div>
          {scopes
            .filter((scope) => allowed.includes(scope))
            .map((scope) => (
              <label key={scope} className="o">
                <input
                  type="checkbox"
                  className="cb"
                  checked={now.includes(scope)}
                  onChange={(event) => tick(scope, event.target.checked)}
                />
                <i className={`swatch sc-${scope}`} />
                <span>
                  {t(`settings.roles.scope.${scope}`)}
                  <span className="small t3"> {t(`settings.roles.scope_text.${scope}`)}</span>
                </span>
              </label>
            ))}
        </div>
      )}
    </div>
  );

  function open() {
    if (!onChange) return;
    if (isWhole) return onChange(now.length > 0 ? [] : [...allowed]);
    if (spot) return setSpot(undefined);
    const box = button.current?.getBoundingClientRect();
    if (!box) return;
    const [width, height] = [300, 70 + 32 * allowed.length];
    const fits = box.bottom + height < innerHeight;
    setSpot({
      left: Math.max(8, Math.min(box.left, innerWidth - width - 8)),
      top: fits ? box.bottom + 4 : Math.max(8, box.top - height),
    });
    requestAnimationFrame(() => button.current?.parentElement?.querySelector<HTMLElement>("input")?.focus());
  }

  function tick(scope: Scope, isOn: boolean) {
    onChange?.(isOn ? scopes.filter((one) => one === scope || now.includes(one)) : now.filter((one) => one !== scope));
  }
}
