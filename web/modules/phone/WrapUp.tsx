import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createTaskContract } from "../../../server/modules/calendar/task.contract.ts";
import { listDispositionsContract } from "../../../server/modules/voice/call_note.contract.ts";
import { useRead } from "../../api/queries.ts";
import { useKeys } from "../../frame/keys.ts";
import { useCan } from "../../frame/me.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { TaskDialog } from "../tasks/TaskDialog.tsx";
import { command, type MyCall, updateCall, whoOf } from "./calls.ts";

const usual = ["solved", "information", "call_back", "complaint", "not_reached", "wrong_number"] as const;
const keyed = [1, 2, 3, 4, 5, 6] as const;

/** What came of it and what is next: during the call already; afterwards it is closed, by hand or when its time is over. */
export function WrapUp({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const can = useCan();
  const read = useRead(listDispositionsContract, {}, { staleTime: 60_000 });
  const [isPlanning, setPlanning] = useState(false);
  const own = read.data?.names ?? [];
  const names = own.length > 0 ? own : usual.map((name) => t(`phone.outcome.${name}`));
  const isOver = call.occupation === "wrap_up";
  const { name, customerId } = whoOf(call);
  const choose = (wanted: string | undefined) =>
    wanted && void updateCall(call.id, { disposition: wanted === call.disposition ? null : wanted });
  const close = () => isOver && void command(call.id, { name: "wrapUpDone", disposition: call.disposition });
  useKeys("wrap_up", {
    "alt+1": () => choose(names[0]),
    "alt+2": () => choose(names[1]),
    "alt+3": () => choose(names[2]),
    "alt+4": () => choose(names[3]),
    "alt+5": () => choose(names[4]),
    "alt+6": () => choose(names[5]),
    "mod+s": close,
  });
  if (call.answered_at === null && !isOver) return null;
  return (
    <div className="row wrap-up">
      <span className="small t3 nw">{t("phone.outcome.title")}</span>
      <div className="row picks" role="radiogroup" aria-label={t("phone.outcome.title")}>
        {names.map((one, index) => (
          // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={one === call.disposition}
            className="outcome-pick"
            onClick={() => choose(one)}
          >
            {one === call.disposition && <Icon name="check" size={14} />}
            {one}
            {index < keyed.length && <Kbd keys={`Alt ${index + 1}`} />}
          </button>
        ))}
      </div>
      <span className="grow" />
      {can(createTaskContract.permission) && (
        <ActionButton small icon="task" onClick={() => setPlanning(true)}>
          {t("phone.next_step")}
        </ActionButton>
      )}
      {isOver && (
        <button type="button" className="btn s primary" onClick={close}>
          {t("phone.wrapped_up")} <Kbd keys="Ctrl S" />
        </button>
      )}
      {isPlanning && (
        <TaskDialog
          {...(customerId ? { customer: { id: customerId, name } } : {})}
          onClose={() => setPlanning(false)}
        />
      )}
    </div>
  );
}
