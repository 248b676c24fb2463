import { Fragment, useRef } from "react";
import { useTranslation } from "react-i18next";
import { filterDepth } from "../../server/platform/filter/filter.contract.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { showToast } from "../ui/toasts.ts";
import { ConditionChip } from "./ConditionChip.tsx";
import { NewCondition } from "./NewCondition.tsx";
import {
  added,
  type FilterCondition,
  type FilterPart,
  type FilterTree,
  groupOf,
  isGroup,
  type Join,
  joined,
  joinOf,
  type Path,
  partAt,
  partsOf,
  replaced,
} from "./tree.ts";
import { isComplete } from "./value.ts";
import { type Field, useFilterWords } from "./words.ts";

interface Props {
  tree: FilterTree;
  fields: ReadonlyMap<string, Field>;
  onChange: (tree: FilterTree) => void;
}

/** A filter as chips. Groups stand in a frame; what is taken away can be brought back. */
export function FilterChips({ tree, fields, onChange }: Props) {
  const { t } = useTranslation();
  const { lineOf } = useFilterWords();
  const latest = useRef(onChange);
  latest.current = onChange;
  return (
    <>
      {partsOf(tree).length > 1 && (
        <JoinMenu join={joinOf(tree)} onPick={(join) => onChange(groupOf(join, partsOf(tree)))} />
      )}
      {chipsOf(tree, [])}
      <AddChip fields={fields} onAdd={(part) => onChange(added(tree, [], part))} isMain />
    </>
  );

  function chipsOf(group: FilterTree, path: Path) {
    const word = joinOf(group) === "any" || path.length > 0 ? t(`filter.join.${joinOf(group)}`) : "";
    return partsOf(group).map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
      <Fragment key={index}>
        {index > 0 && word && <span className="t3 small">{word}</span>}
        {chip(part, [...path, index], joinOf(group))}
      </Fragment>
    ));
  }

  function chip(part: FilterPart, path: Path, around: Join) {
    if (isGroup(part))
      return (
        // biome-ignore lint/a11y/useSemanticElements: chips in a line; a fieldset would bring a frame of its own
        <span className="chip-group" role="group" aria-label={t(`filter.${joinOf(part)}_of`)}>
          {chipsOf(part, path)}
          <AddChip fields={fields} onAdd={(next) => onChange(added(tree, path, next))} />
        </span>
      );
    return (
      <ConditionChip
        condition={part}
        fields={fields}
        onChange={(next) => onChange(replaced(tree, path, next))}
        onRemove={() => remove(path)}
        besideWord={path.length < filterDepth ? t(`filter.beside.${around}`) : undefined}
        onBeside={(next) => onChange(joined(tree, path, next))}
      />
    );
  }

  function remove(path: Path) {
    const part = partAt(tree, path);
    onChange(replaced(tree, path, undefined));
    if (part)
      showToast({ text: t("filter.removed", { line: lineOf(part, fields) }), undo: () => latest.current(tree) });
  }
}

function JoinMenu({ join, onPick }: { join: Join; onPick: (join: Join) => void }) {
  const { t } = useTranslation();
  return (
    <Menu
      className="btn text s"
      trigger={
        <>
          {t(`filter.${join}_of`)}
          <Icon name="down" size={14} />
        </>
      }
    >
      {(close) =>
        (["all", "any"] as const).map((one) => (
          <MenuItem
            key={one}
            isOn={one === join}
            onClick={() => {
              close();
              if (one !== join) onPick(one);
            }}
          >
            {t(`filter.${one}_of`)}
          </MenuItem>
        ))
      }
    </Menu>
  );
}

interface AddProps {
  fields: ReadonlyMap<string, Field>;
  onAdd: (condition: FilterCondition) => void;
  isMain?: boolean;
}

function AddChip({ fields, onAdd, isMain }: AddProps) {
  const { t } = useTranslation();
  const draft = useRef<FilterCondition | undefined>(undefined);
  return (
    <Menu
      className={isMain ? "chip add" : "chip add ico"}
      {...(isMain ? {} : { label: t("filter.add_here") })}
      trigger={
        <>
          <Icon name="plus" size={14} />
          {isMain && t("filter.add")}
        </>
      }
      onLeave={() => {
        const left = draft.current;
        draft.current = undefined;
        const field = left && fields.get(left.field);
        if (left && field && isComplete(left, field.kind) && left.value !== undefined && isTouched(left)) onAdd(left);
      }}
      onEsc={() => {
        draft.current = undefined;
      }}
    >
      {(close) => (
        <NewCondition
          fields={fields}
          onAdd={(condition) => {
            draft.current = undefined;
            close();
            onAdd(condition);
          }}
          onDraft={(next) => {
            draft.current = next;
          }}
        />
      )}
    </Menu>
  );
}

/** A sentence that only stands there because it was offered is not meant yet. */
const isTouched = ({ value }: FilterCondition): boolean => Array.isArray(value) || typeof value === "string";
