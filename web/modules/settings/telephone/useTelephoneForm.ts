import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ProblemError } from "../../../api/problem.ts";
import { t } from "../../../text/locale.ts";
import { focusFirstFault } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import type { Faults } from "./faults.ts";
import { elsewhere, sentenceOf } from "./sentences.ts";
import { rereadTelephone } from "./telephone.ts";

interface Parts<Form, Saved> {
  /** What stands in the fields when the dialog opens. */
  begin: () => Form;
  /** What is wrong with it, by field: nothing is sent until that is mended. */
  check: (form: Form) => Faults;
  send: (form: Form, before: Form) => Promise<Saved>;
  nameOf: (saved: Saved) => string;
  onSaved: (saved: Saved) => void;
}

/** What is typed into a dialog of the telephone's settings, what is wrong with it and where, and its way to the server. */
export function useTelephoneForm<Form extends object, Saved>({
  begin,
  check,
  send,
  nameOf,
  onSaved,
}: Parts<Form, Saved>) {
  const [before] = useState(begin);
  const [form, setForm] = useState(before);
  const [faults, setFaults] = useState<Faults>({});
  const sending = useMutation<Saved, ProblemError, Form>({ mutationFn: (typed) => send(typed, before) });
  const { error, isPending: isSaving } = sending;
  const problem = (field: string) => sentenceOf(field, faults, error);
  return { form, set, problem, dialog: { isSaving, error: elsewhere(error), onSave: save } };

  function set(changes: Partial<Form>) {
    sending.reset();
    setFaults({});
    setForm((now) => ({ ...now, ...changes }));
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSaving) return;
    const { currentTarget } = event;
    const found = check(form);
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(currentTarget);
    sending.mutate(form, {
      onError: () => focusFirstFault(currentTarget),
      onSuccess: (saved) => {
        void rereadTelephone();
        onSaved(saved);
        showToast({ text: t("settings.telephone.saved", { name: nameOf(saved) }) });
      },
    });
  }
}
