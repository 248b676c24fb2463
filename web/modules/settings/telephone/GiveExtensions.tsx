import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { removeExtensionContract, setExtensionContract } from "../../../../server/modules/voice/extension.contract.ts";
import { call } from "../../../api/call.ts";
import { isLike } from "../../../text/initials.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { focusFirstFault } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { type Colleague, nextExtension } from "./extensions.ts";
import { faultsOf } from "./faults.ts";
import { elsewhere, sentenceOf } from "./sentences.ts";
import { attempt, type Extension, rereadTelephone } from "./telephone.ts";

interface Props {
  extensions: readonly Extension[];
  /** Who has none. */
  people: readonly Colleague[];
  onClose: () => void;
}

const filterFrom = 9;

/** Extensions for one or many: each who is ticked gets the next free one, which can be typed over. */
export function GiveExtensions({ extensions, people, onClose }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<ReadonlyMap<string, string>>(new Map());
  const [errors, setErrors] = useState<ReadonlyMap<string, unknown>>(new Map());
  const [isTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [filter, setFilter] = useState("");
  const shown = people.filter(({ id, name }) => wanted.has(id) || isLike(name, filter));
  return (
    <Dialog
      place="side"
      title={t("settings.telephone.extension.give")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="extensions" className="btn primary" aria-busy={isSaving}>
            {wanted.size === 0
              ? t("settings.telephone.extension.give")
              : t("settings.telephone.extension.give_count", { count: wanted.size })}
          </button>
        </>
      }
    >
      <form id="extensions" onSubmit={save} noValidate autoComplete="off">
        <p className="t2 tel-note">{t("settings.telephone.extension.give_text")}</p>
        {people.length >= filterFrom && (
          <input
            className="inp tel-note"
            placeholder={t("frame.narrow_down")}
            aria-label={t("frame.narrow_down_in", { what: t("settings.telephone.extension.person") })}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
        <ul className="tel-give">
          {shown.map((person) => (
            <Line
              key={person.id}
              person={person}
              digits={wanted.get(person.id)}
              problem={problemOf(person.id)}
              onTick={() => tick(person.id)}
              onChange={(digits) => type(person.id, digits)}
            />
          ))}
        </ul>
        {shown.length === 0 && <p className="small t3">{t("frame.nothing_found")}</p>}
        {isTried && wanted.size === 0 && (
          <p className="danger small" role="alert">
            {t("settings.telephone.extension.tick_one")}
          </p>
        )}
        <FormProblem error={[...errors.values()].map(elsewhere).find(Boolean)} />
      </form>
    </Dialog>
  );

  function tick(id: string) {
    const taken = [...extensions.map(({ digits }) => digits), ...wanted.values()];
    const others = [...wanted].filter(([one]) => one !== id);
    setWanted(new Map(wanted.has(id) ? others : [...wanted, [id, nextExtension(taken)]]));
  }

  function type(id: string, digits: string) {
    setWanted(new Map([...wanted, [id, digits]]));
    setErrors(new Map([...errors].filter(([one]) => one !== id)));
  }

  function problemOf(id: string): string | undefined {
    const digits = wanted.get(id);
    if (digits === undefined) return undefined;
    const faults = isTried ? faultsOf(setExtensionContract.body!, { digits: digits.trim() }) : {};
    return sentenceOf("digits", faults, errors.get(id));
  }

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentTarget } = event;
    setTried(true);
    // to whom a colleague has given one meanwhile is left alone
    const open = [...wanted].filter(([id]) => people.some((person) => person.id === id));
    const all = open.map(([id, digits]) => ({ id, digits: digits.trim() }));
    const isFit = all.every(({ digits }) => !faultsOf(setExtensionContract.body!, { digits }).digits);
    if (!isFit) focusFirstFault(currentTarget);
    if (isSaving || all.length === 0 || !isFit) return;
    setSaving(true);
    const failed = new Map<string, unknown>();
    for (const { id, digits } of all)
      await call(setExtensionContract, { params: { userId: id }, body: { digits } }).catch((error: unknown) =>
        failed.set(id, error),
      );
    setSaving(false);
    setErrors(failed);
    setWanted(new Map([...wanted].filter(([id]) => failed.has(id))));
    await rereadTelephone();
    const given = all.filter(({ id }) => !failed.has(id));
    if (given.length > 0)
      showToast({
        text: t("settings.telephone.extension.given", { count: given.length }),
        undo: () => attempt(() => takeAll(given)),
      });
    if (failed.size === 0) onClose();
    else focusFirstFault(currentTarget);
  }
}

async function takeAll(given: readonly { id: string }[]): Promise<void> {
  for (const { id } of given) await call(removeExtensionContract, { params: { userId: id } });
}

interface LineProps {
  person: Colleague;
  /** Absent: not ticked. */
  digits: string | undefined;
  problem: string | undefined;
  onTick: () => void;
  onChange: (digits: string) => void;
}

function Line({ person, digits, problem, onTick, onChange }: LineProps) {
  const { t } = useTranslation();
  return (
    <li>
      <span className="row">
        <label className="row grow">
          <input type="checkbox" className="cb" checked={digits !== undefined} onChange={onTick} />
          <span className="el">{person.name}</span>
        </label>
        {digits !== undefined && (
          <input
            className="inp s"
            aria-label={t("settings.telephone.extension.of", { name: person.name })}
            aria-invalid={problem ? true : undefined}
            inputMode="numeric"
            maxLength={6}
            value={digits}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </span>
      {problem && (
        <span className="danger small" role="alert">
          {problem}
        </span>
      )}
    </li>
  );
}
