import "./telephone.css";
import { NotFound } from "../../../frame/RouteProblem.tsx";
import type { ScreenProps } from "../pages.ts";
import { CallerIds } from "./CallerIds.tsx";
import { Dialling } from "./Dialling.tsx";
import { Extensions } from "./Extensions.tsx";
import { Numbers } from "./Numbers.tsx";
import { Outcomes } from "./Outcomes.tsx";
import { type PartName, parts } from "./Part.tsx";
import { Recording } from "./Recording.tsx";
import { Trunks } from "./Trunks.tsx";
import { TurnServers } from "./TurnServers.tsx";
import { Widgets } from "./Widgets.tsx";

const screens: Record<PartName, () => React.ReactNode> = {
  trunks: Trunks,
  numbers: Numbers,
  extensions: Extensions,
  "caller-ids": CallerIds,
  dialling: Dialling,
  home: TurnServers,
  recording: Recording,
  outcomes: Outcomes,
  widgets: Widgets,
};

/** Trunks, numbers and whom they ring, extensions, the numbers that the called see, what may be dialled, servers for people at home, and widgets for other web sites. */
export function TelephonePage({ rest }: ScreenProps) {
  const part = parts.find((one) => one === (rest || parts[0]));
  if (!part) return <NotFound />;
  const Screen = screens[part];
  return <Screen key={part} />;
}
