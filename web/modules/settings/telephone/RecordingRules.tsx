import { useTranslation } from "react-i18next";
import { type RecordingRule, recordingBegins } from "../../../../server/modules/voice/recording.contract.ts";
import { RowRemover, SettingsTable } from "../SettingsTable.tsx";
import { numberName } from "./caller_ids.ts";
import { KeepDays } from "./KeepDays.tsx";
import { newRule, setRecordingRules } from "./recording_rules.ts";
import type { VoiceNumber } from "./telephone.ts";

interface Props {
  rules: readonly RecordingRule[];
  numbers: readonly VoiceNumber[];
}

const keys = [..."1234567890*#"];
const isOff = ({ begins }: RecordingRule): boolean => begins === "never";

/** The line for all calls first; a number may have one of its own. Every change holds at once. */
export function RecordingRules({ rules, numbers }: Props) {
  const { t } = useTranslation();
  const usual = rules.find(({ number_id }) => number_id === null) ?? { ...newRule(null), keep_days: null };
  const own = rules.filter(({ number_id }) => number_id !== null);
  const free = numbers.filter(({ id }) => !own.some(({ number_id }) => number_id === id));
  const word = (key: string) => t(`settings.telephone.recording.${key}`);
  return (
    <>
      <SettingsTable
        label={t("settings.telephone.part.recording")}
        look="tel-set tel-recording"
        rows={[usual, ...own]}
        keyOf={({ number_id }) => number_id ?? ""}
        columns={[
          { title: word("calls"), look: ({ number_id }) => (number_id ? "" : "t2"), cell: nameOf },
          {
            title: word("begins"),
            cell: (rule) => (
              <select
                className="inp s"
                aria-label={labelOf("begins", rule)}
                value={rule.begins}
                onChange={(event) => put({ ...rule, begins: event.target.value as RecordingRule["begins"] })}
              >
                {recordingBegins.map((one) => (
                  <option key={one} value={one}>
                    {word(`begin.${one}`)}
                  </option>
                ))}
              </select>
            ),
          },
          {
            title: word("announced"),
            cell: (rule) => (
              <input
                type="checkbox"
                aria-label={labelOf("announced", rule)}
                checked={rule.is_announced}
                disabled={isOff(rule)}
                onChange={(event) => put({ ...rule, is_announced: event.target.checked })}
              />
            ),
          },
          {
            title: word("refusal_key"),
            cell: (rule) => (
              <select
                className="inp s"
                aria-label={labelOf("refusal_key", rule)}
                value={rule.refusal_key ?? ""}
                disabled={isOff(rule) || !rule.is_announced}
                onChange={(event) => put({ ...rule, refusal_key: event.target.value || null })}
              >
                <option value="">{word("no_key")}</option>
                {keys.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            ),
          },
          {
            title: word("keep_days"),
            cell: (rule) => (
              <KeepDays
                label={labelOf("keep_days", rule)}
                days={rule.keep_days}
                isOff={isOff(rule)}
                onSave={(keep_days) => put({ ...rule, keep_days })}
              />
            ),
          },
        ]}
        acts={(rule) =>
          rule.number_id && (
            <RowRemover
              label={t("settings.telephone.recording.remove_of", { name: nameOf(rule) })}
              onRemove={() => void setRecordingRules(rules, without(rule))}
            />
          )
        }
      />
      {free.length > 0 && (
        <div className="tel-add">
          <select
            className="inp s"
            aria-label={word("add")}
            value=""
            onChange={(event) => put({ ...usual, number_id: event.target.value })}
          >
            <option value="">{word("add")}</option>
            {free.map((one) => (
              <option key={one.id} value={one.id}>
                {numberName(one)}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );

  function nameOf({ number_id }: RecordingRule): string {
    const number = numbers.find(({ id }) => id === number_id);
    return number ? numberName(number) : word(number_id ? "given_up" : "all_others");
  }

  function labelOf(field: string, rule: RecordingRule): string {
    return `${word(field)}, ${nameOf(rule)}`;
  }

  function without({ number_id }: RecordingRule): RecordingRule[] {
    return rules.filter((one) => one.number_id !== number_id);
  }

  function put(rule: RecordingRule): void {
    void setRecordingRules(rules, [...without(rule), rule]);
  }
}
