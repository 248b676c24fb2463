import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { walkLines } from "./walk.ts";

interface Props {
  /** What the button shows. */
  trigger: ReactNode;
  label?: string;
  className?: string;
  end?: boolean;
  /** Runs when it is closed by leaving it or by its button, and not by Esc: what was chosen holds. */
  onLeave?: () => void;
  onEsc?: () => void;
  children: (close: () => void) => ReactNode;
}

/** A button with a floating list. Arrows move, Esc closes and gives the focus back, leaving closes. */
export function Menu({ trigger, label, className = "btn", end = false, onLeave, onEsc, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for keys and focus of what it holds
    <div
      ref={box}
      className="popbox"
      onKeyDown={onKey}
      onBlur={(event) => isOpen && !holds(event.relatedTarget) && leave()}
    >
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="true"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => (isOpen ? leave() : setOpen(true))}
      >
        {trigger}
      </button>
      {isOpen && (
        <div ref={takeFocus} className={`menu ${end ? "end" : "start"}`} id={id} tabIndex={-1}>
          {children(close)}
        </div>
      )}
    </div>
  );

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function leave() {
    setOpen(false);
    onLeave?.();
  }

  function holds(target: EventTarget | null): boolean {
    return target instanceof Node && (box.current?.contains(target) ?? false);
  }

  function onKey(event: KeyboardEvent) {
    if (!isOpen) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      onEsc?.();
    }
    walkLines(event, box.current?.querySelector<HTMLElement>(".menu") ?? null);
  }
}

/** So that arrows and Esc work at once; a search box inside may take the focus from it. */
function takeFocus(menu: HTMLDivElement | null): void {
  if (menu && !menu.contains(document.activeElement)) menu.focus();
}

interface ItemProps {
  children: ReactNode;
  isOn?: boolean;
  onClick: () => void;
}

export function MenuItem({ children, isOn, onClick }: ItemProps) {
  return (
    <button type="button" className={`o ${isOn ? "on" : ""}`} aria-pressed={isOn} onClick={onClick}>
      {children}
    </button>
  );
}
