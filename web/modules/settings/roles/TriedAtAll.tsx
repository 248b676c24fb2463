import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { alwaysShown, neverWritten } from "./grants.ts";
import { ClosedFields, TriedLine, useWayWords, type Way } from "./TriedLine.tsx";
import { type RoleDraft, useTrialAtAll } from "./trial.ts";

/** What the person may do with an object at all, and by which role. */
export function TriedAtAll({ userId, trial }: { userId: string; trial: RoleDraft }) {
  const { t } = useTranslation();
  const words = useWayWords();
  const saved = useTrialAtAll(userId);
  const tried = useTrialAtAll(userId, trial);
  const [chosen, setChosen] = useState("customer");
  if (tried.isPending || saved.isPending) return <Skeleton rows={5} height={28} />;
  const error = tried.error ?? saved.error;
  if (!tried.data || !saved.data) {
    return <ErrorState title={t("settings.roles.try.failed")} error={error} retry={() => void tried.refetch()} />;
  }
  const { objects, is_active: isActive, user } = tried.data;
  const object = objects.find((one) => one.object === chosen) ?? objects[0];
  if (!object) return null;
  const before = saved.data.objects.find((one) => one.object === object.object);
  const name = (key: string) => t(`settings.roles.object.${key}`, { defaultValue: key });
  return (
    <>
      {!isActive && <p className="note small">{t("settings.roles.try.deactivated", { name: user.name })}</p>}
      <select
        className="pick try-object"
        aria-label={t("settings.roles.object_head")}
        value={object.object}
        onChange={(event) => setChosen(event.target.value)}
      >
        {objects.map((one) => (
          <option key={one.object} value={one.object}>
            {name(one.object)}
          </option>
        ))}
      </select>
      <ul aria-live="polite">
        {object.actions.map(({ action, ways, hidden_fields: hidden }) => {
          const was = before?.actions.find((one) => one.action === action)?.ways ?? [];
          const closed = hidden.filter(
            (field) => !alwaysShown.has(field) && !(action === "update" && neverWritten.has(field)),
          );
          return (
            <TriedLine
              key={action}
              may={isActive && ways.length > 0}
              act={t(`settings.roles.action.${action}`, { defaultValue: action })}
              why={ways.length > 0 ? words(ways) : t("settings.roles.try.why.no_grant")}
              after={changeOf(was, ways)}
            >
              {ways.length > 0 && <ClosedFields fields={closed} word={action === "read" ? "unseen" : "unchanged"} />}
            </TriedLine>
          );
        })}
      </ul>
    </>
  );

  function changeOf(was: readonly Way[], now: readonly Way[]): string | undefined {
    if (was.length === 0 && now.length > 0) return t("settings.roles.try.then_may");
    if (was.length > 0 && now.length === 0) return t("settings.roles.try.then_may_not");
    const scopes = (ways: readonly Way[]) =>
      ways
        .map((way) => way.scope)
        .toSorted()
        .join();
    return scopes(was) === scopes(now) ? undefined : t("settings.roles.try.then_differs");
  }
}
