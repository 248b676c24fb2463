import { useTranslation } from "react-i18next";
import { codecs, numberForms } from "../../../../server/modules/voice/trunk.contract.ts";
import { Field } from "../../../ui/Field.tsx";
import { Ticks } from "../../../ui/Ticks.tsx";
import { Countries } from "./Countries.tsx";
import { TextField } from "./TextField.tsx";
import type { TrunkFieldsProps } from "./TrunkDialog.tsx";

/** Which calls go through a trunk, how many, and how numbers and speech are written there. */
export function TrunkCalls({ form, set, problem }: TrunkFieldsProps) {
  const { t } = useTranslation();
  const word = (key: string) => t(`settings.telephone.trunk.${key}`);
  return (
    <>
      <fieldset className="tel-part">
        <legend>{word("calls")}</legend>
        <label className="row tel-tick">
          <input
            type="checkbox"
            className="cb"
            checked={form.is_on}
            onChange={(event) => set({ is_on: event.target.checked })}
          />
          {word("use_it")}
        </label>
        <Countries chosen={form.countries} onChange={(countries) => set({ countries })} />
        <div className="tel-pair">
          <TextField
            label={word("channel_limit_of")}
            value={form.channel_limit}
            error={problem("channel_limit")}
            maxLength={5}
            isNumber
            onChange={(channel_limit) => set({ channel_limit })}
          />
          <TextField
            label={word("calls_per_minute")}
            value={form.calls_per_minute}
            error={problem("calls_per_minute")}
            placeholder={word("no_limit")}
            maxLength={6}
            isNumber
            onChange={(calls_per_minute) => set({ calls_per_minute })}
          />
        </div>
      </fieldset>
      <fieldset className="tel-part">
        <legend>{word("technical")}</legend>
        <Field label={word("number_form")} hint={word("number_form_hint")}>
          <select
            className="inp"
            value={form.number_form}
            onChange={(event) => set({ number_form: numberForms.find((one) => one === event.target.value) ?? "plus" })}
          >
            {numberForms.map((one) => (
              <option key={one} value={one}>
                {word(`form.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Ticks
          legend={word("codecs")}
          hint={problem("codecs") ?? word("codecs_hint")}
          options={codecs.map((id) => ({ id, name: word(`codec.${id}`) }))}
          chosen={form.codecs}
          onChange={(chosen) => set({ codecs: codecs.filter((one) => chosen.includes(one)) })}
        />
      </fieldset>
    </>
  );
}
