"""
Views of a result: opened by a link, by a choice, or by themselves; saved and tidied up.

Which view is shown stands in the address as `view`; without it, and without anything
else that says how the result is to be shown, a result opens with the view that was
chosen for that.  `view=none` is for whoever left it.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from codika import errors
from codika.language import say, say_in
from codika.model import Run
from codika.results import Reading, Table
from codika.runs import View, is_id
from codika.runs.named import MAX_NAME
from codika.runs.views import EVERYBODY
from ui import addresses, asked, keeping, labels, people, resources, snapshots
from ui.asked import NO_VIEW, PARTS, TABLE, VIEW
from ui.formats import plain
from ui.keeping import Shelf


def chosen(run: Run) -> View | None:
    """Return the view that this result is shown with, and let it answer from now on."""
    view = _chosen(run)
    asked.answer(view.id if view else "", view.asked if view else {})
    return view


def _chosen(run: Run) -> View | None:
    named = st.query_params.get(VIEW, "")
    known, opening = _known(run)
    if named == NO_VIEW:
        return None
    if not named or _is_elsewhere(named, run):
        return None if asked.is_by_address() else opening
    view = next((one for one in known if one.id == named), None)
    if view is None:
        words = say("The view of this link is gone, or not shared with you.")
        st.caption(f":material/bookmark_remove: {words}")
    return view


def _known(run: Run) -> tuple[tuple[View, ...], View | None]:
    try:
        return snapshots.views(run.workflow_id, people.identity())
    except errors.RunLogError:  # the result can be read without
        return (), None


def _is_elsewhere(view_id: str, run: Run) -> bool:
    """Whether this is a view of another workflow, which the address still names."""
    if not is_id(view_id):
        return False
    try:
        view = resources.get().views.get(view_id, people.identity())
    except errors.RunLogError:  # as above
        return False
    return view is not None and view.workflow_id != run.workflow_id


def narrow(view: View | None, reading: Reading, table: Table) -> None:
    """Let the view say nothing of a table that it is not of."""
    if view is not None and _table_of(view) not in ("", table.path):
        paths = [one.path for one in reading.tables]
        is_there = _table_of(view) in paths
        asked.answer(view.id, {TABLE: [_table_of(view)]} if is_there else {})


def _table_of(view: View) -> str:
    return next(iter(view.asked.get(TABLE, ())), "")


def choose(run: Run, view: View | None, key: str) -> None:
    """Offer the views there are, and none."""
    known, opening = _known(run)
    if not known:
        return
    name = f"view/{key}"
    st.session_state[name] = view.id if view else ""
    called = labels.distinct({"": say("Without a view")} | keeping.lines(known))
    st.selectbox(
        say("View"),
        list(called),
        format_func=called.__getitem__,
        key=name,
        label_visibility="collapsed",
        width=220,
        on_change=lambda: show_with(st.session_state[name], opening),
    )


def show_with(view_id: str, opening: View | None) -> None:
    """Let the address name a view, or none, and nothing else of how the result is shown."""
    asked.forget(*PARTS)
    if view_id:
        st.query_params[VIEW] = view_id
    elif opening:
        st.query_params[VIEW] = NO_VIEW
    else:
        asked.forget(VIEW)


def show_state(
    run: Run,
    view: View | None,
    shown: Mapping[str, Sequence[str]],
    reading: Reading,
    table: Table,
    key: str,
) -> None:
    """
    Say which view is shown, whether something is different from it, and how to leave it.

    Args:
        run: Whose result is shown.
        view: The view that is shown, if one is.
        shown: What a view of it would say.
        reading: The whole result.
        table: The table that is shown.
        key: Unique to the table, for the widgets.
    """
    if view is None:
        return
    _, opening = _known(run)
    is_edited = asked.is_edited()
    by = plain(view.by or say("somebody"))
    said = [
        say("View **{name}**", name=plain(view.name)),
        say_in("view", "shared by {name}", name=by) if view.is_shared else say("only you see it"),
    ]
    if opening and opening.id == view.id:
        said.append(say("results open with it"))
    if is_edited:
        said.append(f":material/edit: {say_in('view', 'edited')}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":material/bookmark: {' · '.join(said)}", width="content")
        st.button(
            say("Leave view"),
            icon=":material/close:",
            type="tertiary",
            key=f"leave-view/{key}",
            on_click=show_with,
            args=("", opening),
        )
        if is_edited:
            st.button(
                say("Undo changes"),
                icon=":material/undo:",
                type="tertiary",
                key=f"view-again/{key}",
                on_click=show_with,
                args=(view.id, opening),
            )
            if view.owner == people.identity():
                st.button(
                    say("Save changes"),
                    icon=":material/save:",
                    type="tertiary",
                    key=f"save-changes/{key}",
                    on_click=_save_changes,
                    args=(_shelf(run, key), view, dict(shown)),
                )
    wanted = _table_of(view)
    if wanted not in ("", table.path):
        titles = {one.path: one.title for one in reading.tables}
        st.caption(
            say(
                "The view is of the table {title}; this one is shown as it came.",
                title=plain(titles[wanted]),
            )
            if wanted in titles
            else say("The view is of a table that this result does not have, so it is left out.")
        )


def ask_to_save(run: Run, view: View | None, shown: Mapping[str, Sequence[str]], key: str) -> None:
    """
    Show the popover in which a view is kept, passed on and tidied up.

    Args:
        run: Whose result is shown.
        view: The view that is shown, if one is.
        shown: What a view of it would say.
        key: Unique to the table, for the widgets.
    """
    known, opening = _known(run)
    mine = [one for one in known if one.owner == people.identity()]
    shelf = _shelf(run, key)
    name_key, shared_key, opens_key = map(shelf.key, ("name", "shared", "opens"))
    with st.popover(say("Save view"), icon=":material/bookmark_add:", key=f"save-view/{key}"):
        name = st.text_input(
            say("Keep table, filters, order and chart as a view"),
            key=name_key,
            placeholder=say("Its name"),
            max_chars=MAX_NAME,
        )
        keeping.ask_sharing(shared_key)
        st.toggle(say("Open new results with it"), value=True, key=opens_key)
        st.button(
            say("Overwrite this view") if keeping.is_known(name, mine) else say("Save this view"),
            key=shelf.key("save"),
            icon=":material/save:",
            on_click=_save,
            args=(run, shelf, dict(shown), name_key, shared_key, opens_key),
        )
        keeping.show_said(shelf)
        if view is not None:
            st.markdown(f"**{say('Shown now')}**")
            _show_shown(run, view, opening, shelf)
        keeping.show_own(shelf, mine)


def _show_shown(run: Run, view: View, opening: View | None, shelf: Shelf) -> None:
    """Offer what can be done with the view that is shown: open with it, pass it on."""
    name = shelf.key(f"opening/{view.id}")
    st.session_state[name] = opening is not None and opening.id == view.id
    st.toggle(
        say("Results open with “{name}”", name=plain(view.name)),
        key=name,
        on_change=lambda: shelf.attempt(
            lambda: _open_with(run, view, is_on=st.session_state[name]), ""
        ),
    )
    keeping.show_link(shelf, view)


def _shelf(run: Run, key: str) -> Shelf:
    return Shelf(
        store=resources.get().views,
        key=lambda part: f"{part}/views/{key}",
        place=f"views/{run.workflow_id}",
        link=lambda view_id: addresses.link_to_run(run.id, view=view_id),
        heading=say("Your views"),
        shared=say("Its link.  Whoever opens it sees this result as the view shows it."),
        private=say("Its link, for you alone: the view is private."),
        changed=snapshots.views.clear,
    )


def _save(
    run: Run,
    shelf: Shelf,
    shown: Mapping[str, Sequence[str]],
    name_key: str,
    shared_key: str,
    opens_key: str,
) -> None:
    name = st.session_state.get(name_key) or ""
    opens = bool(st.session_state.get(opens_key))

    def work() -> None:
        saved = resources.get().views.save(
            run.workflow_id,
            name,
            shown,
            owner=people.identity(),
            by=people.user(),
            is_shared=keeping.is_shared(shared_key),
        )
        before = resources.get().views.opening(run.workflow_id, people.identity())
        if opens or (before and before.id == saved.id):
            _open_with(run, saved, is_on=opens)
        show_with(saved.id, None)

    shelf.attempt(work, say("Kept as “{name}”.", name=" ".join(name.split())))


def _save_changes(shelf: Shelf, view: View, shown: Mapping[str, Sequence[str]]) -> None:
    def work() -> None:
        resources.get().views.save(
            view.workflow_id,
            view.name,
            shown,
            owner=view.owner,
            by=people.user(),
            is_shared=view.is_shared,
        )
        show_with(view.id, None)

    shelf.attempt(work, say("Kept as “{name}”.", name=view.name))


def _open_with(run: Run, view: View, *, is_on: bool) -> None:
    """Let results open with a view: for all, if it is one's own and shared, else for oneself."""
    views, owner = resources.get().views, people.identity()
    if view.owner == owner:
        everybodys = views.opening(run.workflow_id, EVERYBODY)
        is_theirs = everybodys is not None and everybodys.id == view.id
        if (is_on and view.is_shared) or (is_theirs and not is_on):
            views.open_with(
                run.workflow_id, view.id if is_on else None, owner=owner, for_everybody=True
            )
    if owner:
        views.open_with(run.workflow_id, view.id if is_on else None, owner=owner)
