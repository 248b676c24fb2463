import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  readDialRulesContract,
  updateDialRulesContract,
} from "../../../../server/modules/voice/dial_rules.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusFirstFault } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { Section } from "../Section.tsx";
import { type DialRules, formOf, rulesOf } from "./dial_rules_form.ts";
import { rebased, whatDiffers } from "./differ.ts";
import { type Faults, faultsOf } from "./faults.ts";
import { sentenceOf } from "./sentences.ts";
import { TextField } from "./TextField.tsx";
import { Tick } from "./Tick.tsx";
import { TryDial } from "./TryDial.tsx";
import { attempt } from "./telephone.ts";

/** What may be dialled. What a colleague saves meanwhile comes in below what is typed here. */
export function DialRulesForm({ kept }: { kept: DialRules }) {
  const { t } = useTranslation();
  const update = useCall(updateDialRulesContract);
  const now = formOf(kept);
  const [before, setBefore] = useState(now);
  const [form, setForm] = useState(now);
  if (JSON.stringify(now) !== JSON.stringify(before)) {
    setForm(rebased(before, form, now));
    setBefore(now);
  }
  const [faults, setFaults] = useState<Faults>({});
  const isChanged = Object.keys(whatDiffers(rulesOf(before), rulesOf(form))).length > 0;
  const problem = (field: string) => sentenceOf(field, faults, update.error);
  const word = (key: string) => t(`settings.telephone.dialling.${key}`);
  return (
    <div className="tel-rules">
      <form onSubmit={save} noValidate autoComplete="off">
        <Section title={word("home")} text={word("home_text")}>
          <div className="narrow">
            <TextField
              label={word("area_code")}
              value={form.area_code}
              error={problem("area_code")}
              hint={word("area_code_hint")}
              placeholder="0571"
              maxLength={5}
              onChange={(area_code) => set({ area_code })}
            />
          </div>
        </Section>
        <Section title={word("refused")} text={word("refused_text")}>
          <Tick
            label={word("emergency")}
            hint={word("emergency_hint")}
            isOn={form.is_emergency_allowed}
            onChange={(is_emergency_allowed) => set({ is_emergency_allowed })}
          />
          <Tick
            label={word("premium")}
            hint={word("premium_hint")}
            isOn={form.is_premium_allowed}
            onChange={(is_premium_allowed) => set({ is_premium_allowed })}
          />
          <div className="narrow">
            <Field label={word("prefixes")} error={problem("blocked_prefixes")} hint={word("prefixes_hint")}>
              <textarea
                className="inp"
                rows={3}
                value={form.prefixes}
                spellCheck={false}
                placeholder={"+86170\n+8616"}
                aria-invalid={problem("blocked_prefixes") ? true : undefined}
                onChange={(event) => set({ prefixes: event.target.value })}
              />
            </Field>
          </div>
          <FormProblem error={update.error} />
          <div className="row">
            <button type="submit" className="btn primary" aria-busy={update.isPending}>
              {word("save")}
            </button>
            {isChanged && <ActionButton onClick={() => set(before)}>{t("settings.revert")}</ActionButton>}
          </div>
        </Section>
      </form>
      <Section title={word("try")} text={word("try_text")}>
        <TryDial isUnsaved={isChanged} />
      </Section>
    </div>
  );

  function set(changes: Partial<typeof form>) {
    update.reset();
    setFaults({});
    setForm((now) => ({ ...now, ...changes }));
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const body = whatDiffers(rulesOf(before), rulesOf(form));
    const found = faultsOf(updateDialRulesContract.body!, body);
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(event.currentTarget);
    update.mutate(
      { body },
      {
        onSuccess: (saved) => {
          setForm(formOf(saved));
          client.setQueryData(keyOf(readDialRulesContract, {}), saved);
          showToast({ text: word("saved"), undo: () => putBack(rulesOf(before)) });
        },
      },
    );
  }
}

async function putBack(rules: ReturnType<typeof rulesOf>): Promise<void> {
  await attempt(() => call(updateDialRulesContract, { body: rules }));
  await client.invalidateQueries({ queryKey: keyOf(readDialRulesContract) });
}
