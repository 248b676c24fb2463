import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { GraphLines } from "./GraphLines.tsx";
import { badge, type Graph, type Layout, layOut, moreOf, pill, stepFrom } from "./graph.ts";
import { endName, type RelationType } from "./types.ts";

interface Props {
  graph: Graph;
  types: readonly RelationType[];
  isShown: (typeId: string) => boolean;
  colourOf: (typeId: string) => string;
}

interface Look {
  x: number;
  y: number;
  scale: number;
}

/** The relations as a picture: dragged, zoomed, walked with the arrow keys. */
export function GraphView({ graph, types, isShown, colourOf }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [look, setLook] = useState<Look | null>(null);
  const [current, setCurrent] = useState(graph.nodes[0]?.id ?? "");
  const frame = useRef<HTMLDivElement>(null);
  const grip = useRef<{ x: number; y: number; look: Look } | null>(null);
  const layout = layOut(graph, { typeOrder: types.map((one) => one.id), isShown, opened });
  const names = new Map(graph.nodes.map((one) => [one.id, one]));
  const shown = look ?? { x: 0, y: 0, scale: 1 };
  const focused = layout.places.has(current) ? current : (graph.nodes[0]?.id ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the first look is ours, the others are the reader's
  useLayoutEffect(() => fit(0.75), []);
  useWheel(frame, (event) => {
    const box = frame.current!.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey)
      zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
    else setLook((now) => now && { ...now, x: now.x - event.deltaX, y: now.y - event.deltaY });
  });
  return (
    <div className="graph">
      <div className="graph-acts">
        <ActionButton small icon="plus" label={t("relations.graph.nearer")} onClick={() => zoom(1.25)} />
        <ActionButton small icon="dash" label={t("relations.graph.further")} onClick={() => zoom(0.8)} />
        <ActionButton small icon="group" label={t("relations.graph.fit")} onClick={() => fit()} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture, no part of a form */}
      <div
        ref={frame}
        className="graph-frame"
        role="group"
        aria-label={t("relations.graph.label")}
        onPointerDown={hold}
        onPointerMove={pull}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onKeyDown={onKey}
      >
        <div
          className="graph-plane"
          style={{ transform: `translate(${shown.x}px, ${shown.y}px) scale(${shown.scale})` }}
        >
          <GraphLines layout={layout} colourOf={colourOf} />
          {layout.groups.map((group) => (
            <div
              key={group.key}
              className={`graph-group ${group.isLeft ? "to-left" : ""}`}
              style={{ left: group.x, top: group.y, width: group.width, color: colourOf(group.typeId) }}
            >
              <span className="el">
                {endName(
                  types.find((one) => one.id === group.typeId),
                  group.end,
                )}{" "}
                <b>{group.count}</b>
              </span>
            </div>
          ))}
          {[...layout.places].map(([id, place]) => {
            const node = names.get(id);
            return node ? (
              <Link
                key={id}
                className={`graph-node ${node.distance === 0 ? "centre" : ""}`}
                style={{ left: place.x, top: place.y, width: pill.width, height: pill.height }}
                to="/customers/$customerId"
                params={{ customerId: id }}
                search={{ tab: "relations" }}
                tabIndex={id === focused ? 0 : -1}
                data-node={id}
                draggable={false}
                title={`${node.name} ${node.number}`}
                onFocus={() => bringIn(id)}
              >
                {node.name}
              </Link>
            ) : null;
          })}
          {layout.folds.map(({ id, x, y, count }) => (
            <button
              key={id}
              type="button"
              className="graph-fold"
              style={{ left: x, top: y, width: badge.width, height: badge.height }}
              aria-label={t("relations.graph.unfold", { name: names.get(id)?.name, count })}
              tabIndex={id === focused ? 0 : -1}
              onClick={() => setOpened(new Set([...opened, id]))}
            >
              +{count}
            </button>
          ))}
          {layout.groups
            .filter((group) => group.hidden > 0)
            .map((group) => (
              <MoreButton key={group.key} layout={layout} group={group} focused={focused} onOpen={open} />
            ))}
        </div>
      </div>
      <p className="t3 small">{t("relations.graph.keys")}</p>
    </div>
  );

  /** Everything, or as much around the middle as can still be read. */
  function fit(least = 0.2) {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return;
    const { x, y, width, height } = layout.box;
    const whole = Math.min(1, (box.width - 32) / width, (box.height - 32) / height);
    const scale = Math.max(least, whole);
    const [middleX, middleY] = whole < least ? [0, 0] : [x + width / 2, y + height / 2];
    setLook({ x: box.width / 2 - middleX * scale, y: box.height / 2 - middleY * scale, scale });
  }

  function zoom(by: number, atX?: number, atY?: number) {
    const box = frame.current!.getBoundingClientRect();
    const [x, y] = [atX ?? box.width / 2, atY ?? box.height / 2];
    setLook((now) => {
      if (!now) return now;
      const scale = Math.max(0.2, Math.min(2, now.scale * by));
      const part = scale / now.scale;
      return { x: x - (x - now.x) * part, y: y - (y - now.y) * part, scale };
    });
  }

  function open(key: string) {
    const group = layout.groups.find((one) => one.key === key);
    setOpened(new Set([...opened, key]));
    const last = group?.members.at(-1);
    if (last) setTimeout(() => focusNode(last));
  }

  /** What has the focus stands inside the frame. */
  function bringIn(id: string) {
    setCurrent(id);
    const place = layout.places.get(id);
    const box = frame.current?.getBoundingClientRect();
    if (!place || !box) return;
    setLook((now) => {
      if (!now) return now;
      const [left, top] = [now.x + place.x * now.scale, now.y + place.y * now.scale];
      const [w, h] = [pill.width * now.scale, pill.height * now.scale];
      const inside = (at: number, size: number, whole: number) => Math.max(8, Math.min(whole - size - 8, at)) - at;
      return { ...now, x: now.x + inside(left, w, box.width), y: now.y + inside(top, h, box.height) };
    });
  }

  function focusNode(id: string) {
    frame.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else if (event.key.startsWith("Arrow")) {
      const next = stepFrom(layout, focused, event.key);
      if (next) focusNode(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function hold(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0 || (event.target as Element).closest("a, button")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, y: event.clientY, look: shown };
  }

  function pull(event: PointerEvent) {
    const from = grip.current;
    if (from)
      setLook({ ...from.look, x: from.look.x + event.clientX - from.x, y: from.look.y + event.clientY - from.y });
  }

  function letGo() {
    grip.current = null;
  }
}

interface MoreProps {
  layout: Layout;
  group: Layout["groups"][number];
  focused: string;
  onOpen: (key: string) => void;
}

function MoreButton({ layout, group, focused, onOpen }: MoreProps) {
  const { t } = useTranslation();
  const id = moreOf(group.key);
  const place = layout.places.get(id);
  if (!place) return null;
  return (
    <button
      type="button"
      className="graph-node more"
      style={{ left: place.x, top: place.y, width: pill.width, height: pill.height }}
      tabIndex={id === focused ? 0 : -1}
      data-node={id}
      onClick={() => onOpen(group.key)}
    >
      {t("relations.graph.more", { count: group.hidden })}
    </button>
  );
}

/** React listens to wheels passively, and then the page would scroll along. */
function useWheel(frame: React.RefObject<HTMLDivElement | null>, onWheel: (event: WheelEvent) => void): void {
  useEffect(() => {
    const element = frame.current;
    const listener = (event: WheelEvent) => {
      event.preventDefault();
      onWheel(event);
    };
    element?.addEventListener("wheel", listener, { passive: false });
    return () => element?.removeEventListener("wheel", listener);
  });
}
