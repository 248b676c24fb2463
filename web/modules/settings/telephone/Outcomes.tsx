import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listDispositionsContract,
  updateDispositionsContract,
} from "../../../../server/modules/voice/call_note.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { Part } from "./Part.tsx";

/** What may come of a call, in the organisation's own words. */
export function Outcomes() {
  const { t } = useTranslation();
  const read = useRead(listDispositionsContract, {});
  return (
    <Part name="outcomes">
      {read.isPending && <Skeleton rows={5} />}
      {read.isError && (
        <ErrorState
          title={t("settings.telephone.outcomes.failed")}
          error={read.error}
          retry={() => void read.refetch()}
        />
      )}
      {read.data && <OutcomesForm key={read.data.names.join("\n")} kept={read.data.names} />}
    </Part>
  );
}

const most = 40;
const longest = 60;

function OutcomesForm({ kept }: { kept: readonly string[] }) {
  const { t } = useTranslation();
  const save = useCall(updateDispositionsContract);
  const [typed, setTyped] = useState(kept.join("\n"));
  const names = [...new Set(typed.split("\n").map((line) => line.trim()))].filter(Boolean);
  const fault = faultOf(names);
  const isSame = names.join("\n") === kept.join("\n");
  return (
    <form
      className="tel-rules outcomes"
      onSubmit={(event) => {
        event.preventDefault();
        write(names, true);
      }}
    >
      <Field label={t("settings.telephone.outcomes.names")} error={fault && t(`settings.telephone.outcomes.${fault}`)}>
        <textarea
          className="inp"
          rows={Math.max(6, names.length + 1)}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <p className="small t3">{t("settings.telephone.outcomes.hint")}</p>
      <ActionButton
        type="submit"
        look="primary"
        loading={save.isPending}
        blocked={fault || isSame ? "unchanged" : undefined}
      >
        {t("frame.save")}
      </ActionButton>
    </form>
  );

  function write(next: readonly string[], isMine: boolean) {
    save.mutate(
      { body: { names: [...next] } },
      {
        onSuccess: (answer) => {
          client.setQueryData(keyOf(listDispositionsContract, {}), answer);
          showToast({
            text: t("settings.telephone.outcomes.saved"),
            ...(isMine ? { undo: () => write(kept, false) } : {}),
          });
        },
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }
}

function faultOf(names: readonly string[]): "too_many" | "too_long" | undefined {
  if (names.length > most) return "too_many";
  return names.some((name) => name.length > longest) ? "too_long" : undefined;
}
