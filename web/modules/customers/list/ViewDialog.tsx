import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFilterWords } from "../../../filter/words.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { CheckList } from "../../../ui/CheckList.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { numbersIn } from "./parameterPlaces.ts";
import { useListView } from "./useListView.ts";
import { keptBy, useViewActs } from "./useViewActs.ts";
import type { SavedView } from "./views.ts";

/** Name, questions and shares of a view; without a view what the list shows becomes a new one. */
export function ViewDialog({ view, onClose }: { view?: SavedView; onClose: () => void }) {
  const { t } = useTranslation();
  const { state, view: from, fields } = useListView();
  const { lineOf } = useFilterWords();
  const { users, teams } = useColleagues();
  const me = useMe();
  const acts = useViewActs();
  const filter = view?.filter ?? state.filter;
  const places = useMemo(() => numbersIn(filter), [filter]);
  const [name, setName] = useState(view?.name ?? "");
  const [asked, setAsked] = useState((view?.parameters ?? from.parameters).map(({ path }) => path));
  const [people, setPeople] = useState(view?.shared_users ?? []);
  const [teamIds, setTeamIds] = useState(view?.shared_teams ?? []);
  const [isOpenToAll, setOpenToAll] = useState(view?.changed_by === "shared");
  const [isBusy, setBusy] = useState(false);
  const others = users.filter((user) => user.is_active && user.id !== me.user.id);
  const canShare = !view?.blocked.share;
  const isAlone = others.length + teams.length === 0;
  const title = t(view ? "list.view_settings" : "list.save_view");
  return (
    <Dialog
      title={title}
      wide
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="primary" loading={isBusy} onClick={() => void save()}>
            {t("frame.save")}
          </ActionButton>
        </>
      }
    >
      <form className="view-form" onSubmit={submit}>
        {!view && <p className="small t2">{t("list.view_hint")}</p>}
        <Field label={t("list.view_name")} hint={asked.length > 0 ? t("list.view_name_hint") : ""}>
          <input
            className="inp"
            ref={focusOnOpen}
            maxLength={60}
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {places.length > 0 && (
          <fieldset className="checks">
            <legend className="small t2">{t("list.ask_for")}</legend>
            {places.map(({ path, part }) => (
              <label key={path} className="row tick">
                <input
                  type="checkbox"
                  className="cb"
                  checked={asked.includes(path)}
                  onChange={() =>
                    setAsked(asked.includes(path) ? asked.filter((one) => one !== path) : [...asked, path])
                  }
                />
                {lineOf(part, fields)}
              </label>
            ))}
          </fieldset>
        )}
        {canShare && isAlone && <p className="small t3">{t("list.nobody_to_share")}</p>}
        {canShare && !isAlone && (
          <div className="view-shares">
            <section>
              <h3 className="small t2">{t("list.share_people")}</h3>
              <CheckList
                label={t("list.share_people")}
                options={options(others)}
                values={people}
                onChange={setPeople}
              />
            </section>
            <section>
              <h3 className="small t2">{t("list.share_teams")}</h3>
              <CheckList
                label={t("list.share_teams")}
                options={options(teams)}
                values={teamIds}
                onChange={setTeamIds}
              />
            </section>
          </div>
        )}
        {canShare && people.length + teamIds.length > 0 && (
          <label className="row tick">
            <input
              type="checkbox"
              className="cb"
              checked={isOpenToAll}
              onChange={(event) => setOpenToAll(event.target.checked)}
            />
            {t("list.they_may_change")}
          </label>
        )}
        {canShare && !isAlone && <p className="small t3">{t("list.share_hint")}</p>}
        <button type="submit" className="sr" tabIndex={-1} aria-hidden="true">
          {t("frame.save")}
        </button>
      </form>
    </Dialog>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    void save();
  }

  async function save() {
    const wanted = name.trim();
    if (!wanted || isBusy) return;
    setBusy(true);
    const parameters = places
      .filter(({ path }) => asked.includes(path))
      .map(({ path, part }) => ({ path, label: fields.get(part.field)?.name ?? part.field }));
    const shares = {
      shared_users: people,
      shared_teams: teamIds,
      changed_by: isOpenToAll ? ("shared" as const) : ("owner" as const),
    };
    const isDone = view
      ? await acts.update(view, { name: wanted, parameters, ...(canShare ? shares : {}) })
      : await acts.create({ name: wanted, ...keptBy(state), parameters, ...shares });
    setBusy(false);
    if (isDone) onClose();
  }
}

const options = (list: readonly { id: string; name: string }[]) =>
  list.map(({ id, name }) => ({ value: id, label: name }));
