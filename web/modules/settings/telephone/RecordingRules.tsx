import { useTranslation } from "react-i18next";
import { type RecordingRule, recordingBegins } from "../../../../server/modules/voice/recording.contract.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { numberName } from "./caller_ids.ts";
import { KeepDays } from "./KeepDays.tsx";
import { newRule, setRecordingRules } from "./recording_rules.ts";
import type { VoiceNumber } from "./telephone.ts";

interface Props {
  rules: readonly RecordingRule[];
  numbers: readonly VoiceNumber[];
}

const keys = [..."1234567890*#"];

/** The line for all calls first; a number may have one of its own. Every change holds at once. */
export function RecordingRules({ rules, numbers }: Props) {
  const { t } = useTranslation();
  const usual = rules.find(({ number_id }) => number_id === null) ?? { ...newRule(null), keep_days: null };
  const own = rules.filter(({ number_id }) => number_id !== null);
  const free = numbers.filter(({ id }) => !own.some(({ number_id }) => number_id === id));
  const word = (key: string) => t(`settings.telephone.recording.${key}`);
  return (
    <>
      <table className="tbl tel-set tel-recording" aria-label={t("settings.telephone.part.recording")}>
        <thead>
          <tr>
            <th scope="col">{word("calls")}</th>
            <th scope="col">{word("begins")}</th>
            <th scope="col">{word("announced")}</th>
            <th scope="col">{word("refusal_key")}</th>
            <th scope="col">{word("keep_days")}</th>
            <th scope="col">
              <span className="sr">{t("settings.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {[usual, ...own].map((rule) => (
            <Line
              key={rule.number_id ?? ""}
              rule={rule}
              name={nameOf(rule)}
              onPut={put}
              onRemove={() => void setRecordingRules(rules, without(rule))}
            />
          ))}
        </tbody>
      </table>
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

  function without({ number_id }: RecordingRule): RecordingRule[] {
    return rules.filter((one) => one.number_id !== number_id);
  }

  function put(rule: RecordingRule): void {
    void setRecordingRules(rules, [...without(rule), rule]);
  }
}

interface LineProps {
  rule: RecordingRule;
  name: string;
  onPut: (rule: RecordingRule) => void;
  onRemove: () => void;
}

function Line({ rule, name, onPut, onRemove }: LineProps) {
  const { t } = useTranslation();
  const word = (key: string) => t(`settings.telephone.recording.${key}`);
  const isOff = rule.begins === "never";
  return (
    <tr>
      <td className={rule.number_id ? "" : "t2"}>{name}</td>
      <td>
        <select
          className="inp s"
          aria-label={`${word("begins")}, ${name}`}
          value={rule.begins}
          onChange={(event) => onPut({ ...rule, begins: event.target.value as RecordingRule["begins"] })}
        >
          {recordingBegins.map((one) => (
            <option key={one} value={one}>
              {word(`begin.${one}`)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <input
          type="checkbox"
          aria-label={`${word("announced")}, ${name}`}
          checked={rule.is_announced}
          disabled={isOff}
          onChange={(event) => onPut({ ...rule, is_announced: event.target.checked })}
        />
      </td>
      <td>
        <select
          className="inp s"
          aria-label={`${word("refusal_key")}, ${name}`}
          value={rule.refusal_key ?? ""}
          disabled={isOff || !rule.is_announced}
          onChange={(event) => onPut({ ...rule, refusal_key: event.target.value || null })}
        >
          <option value="">{word("no_key")}</option>
          {keys.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </td>
      <td>
        <KeepDays
          label={`${word("keep_days")}, ${name}`}
          days={rule.keep_days}
          isOff={isOff}
          onSave={(keep_days) => onPut({ ...rule, keep_days })}
        />
      </td>
      <td className="acts-cell">
        {rule.number_id && (
          <ActionButton
            small
            look="text"
            icon="close"
            label={t("settings.telephone.recording.remove_of", { name })}
            onClick={onRemove}
          />
        )}
      </td>
    </tr>
  );
}
