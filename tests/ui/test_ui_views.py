"""Saved views: what the next run opens with, what a link shows, and how one leaves it."""

import pytest
from test_ui_result_views import ORDERS, rows
from test_ui_results import figure, shown

from codika import errors
from ui import resources

CHOICES = {
    "where": "any:city:Ghent",
    "sort": "down:amount_eur",
    "columns": ["order", "amount_eur"],
    "chart": "Pie:x=city:y=amount_eur:aggregate=sum",
}


@pytest.fixture
def as_ann(as_browser):
    with as_browser("ann"):
        yield


def save(screen, name="Ghent", *, shared=False, opens=True):
    """Save what is on screen as a view."""
    screen.widget("Keep table, filters, order and chart as a view").set_value(name)
    toggles = {toggle.label: toggle for toggle in screen.at.toggle}
    toggles["Everybody may use it"].set_value(shared)
    toggles["Open new results with it"].set_value(opens)
    return screen.press("Save this view")


def saved(screen, *, result=None, asked=CHOICES, **how):
    """Save a view of a first run; return it."""
    run = shown(screen, result=result or {"orders": ORDERS})
    screen.open("runs", run=run.id, **asked)
    save(screen, **how)
    (view,) = resources.get().views.find("lead-scoring", "browser:ann")
    return view


@pytest.mark.usefixtures("as_ann")
def test_the_next_run_opens_with_the_view(screen, new_screen):
    """
    In another session too: filter, order, columns and chart, and the page says which view it is.
    """
    saved(screen)
    other = new_screen()
    later = [one | {"amount_eur": one["amount_eur"] * 2} for one in ORDERS]
    run = shown(other, result={"orders": later})

    assert {"run": run.id} == dict(other.at.query_params)
    assert "20 of 60 rows · 2 of 5 columns" in other.text
    assert ["order", "amount_eur"] == list(rows(other).columns)
    assert 285.0 == rows(other)["amount_eur"].iloc[0]
    assert "barpolar" == figure(other)["data"][0]["type"]
    assert "View **Ghent** · only you see it · results open with it" in other.text
    assert "edited" not in other.text


@pytest.mark.usefixtures("as_ann")
def test_a_view_of_another_workflow_opens_nothing(screen):
    saved(screen)
    shown(screen, workflow_id="other", result={"orders": ORDERS})

    assert "60 of 60 rows · 5 columns" in screen.text
    assert "View **" not in screen.text


@pytest.mark.usefixtures("as_ann")
def test_a_change_is_said_and_taken_back(screen):
    """
    The address holds what is different; without it the view is as it was saved.
    """
    view = saved(screen)
    run = shown(screen, result={"orders": ORDERS})
    screen.widget("Is one of").set_value(["Oslo"])
    screen.again()

    assert {"run": run.id, "view": view.id, "where": "any:city:Oslo"} == dict(
        screen.at.query_params
    )
    assert "edited" in screen.text
    assert {"Oslo"} == set(screen.at.dataframe[0].value["order"].map(city_of))

    screen.press("Undo changes")

    assert {"run": run.id, "view": view.id} == dict(screen.at.query_params)
    assert "edited" not in screen.text
    assert {"Ghent"} == set(rows(screen)["order"].map(city_of))


def city_of(order):
    return next(one["city"] for one in ORDERS if one["order"] == order)


@pytest.mark.usefixtures("as_ann")
def test_what_a_view_filters_by_can_be_taken_away(screen):
    """
    Its chip goes, the rest of the view stays, and a reload changes nothing.
    """
    saved(screen)
    shown(screen, result={"orders": ORDERS})
    screen.press("City is Ghent")
    there = screen.text
    screen.open("runs", **dict(screen.at.query_params))

    assert "60 of 60 rows · 2 of 5 columns" in there
    assert "edited" in there
    assert there == screen.text


@pytest.mark.usefixtures("as_ann")
def test_a_change_back_is_no_change(screen):
    """
    What the view says is not said again by the address.
    """
    view = saved(screen)
    run = shown(screen, result={"orders": ORDERS})
    for city in ("Oslo", "Ghent"):
        screen.widget("Is one of").set_value([city])
        screen.again()

    assert {"run": run.id, "view": view.id} == dict(screen.at.query_params)
    assert "edited" not in screen.text


@pytest.mark.usefixtures("as_ann")
def test_changes_are_saved_into_the_view(screen):
    """
    It keeps its name, its id and who may use it.
    """
    view = saved(screen)
    shown(screen, result={"orders": ORDERS})
    screen.widget("Is one of").set_value(["Oslo"])
    screen.again()
    screen.press("Save changes")
    after = resources.get().views.get(view.id, "browser:ann")

    assert ("any:city:Oslo",) == after.asked["where"]
    assert view.asked | {"where": after.asked["where"]} == after.asked
    assert "edited" not in screen.text
    assert "where" not in screen.at.query_params


@pytest.mark.usefixtures("as_ann")
def test_a_view_can_be_left(screen):
    """
    Everything is as it came, and stays so on a reload.
    """
    saved(screen)
    run = shown(screen, result={"orders": ORDERS})
    screen.press("Leave view")

    assert {"run": run.id, "view": "none"} == dict(screen.at.query_params)

    screen.open("runs", **dict(screen.at.query_params))

    assert "60 of 60 rows · 5 columns" in screen.text
    assert "View **" not in screen.text


@pytest.mark.usefixtures("as_ann")
def test_an_address_that_says_how_is_not_overruled(screen):
    """
    A link from before there were views shows what it showed then.
    """
    saved(screen)
    run = shown(screen, result={"orders": ORDERS})
    screen.open("runs", run=run.id, where="any:city:Oslo")

    assert "20 of 60 rows · 5 columns" in screen.text
    assert "View **" not in screen.text


def test_a_link_opens_a_shared_view(screen, new_screen, as_browser):
    """
    For others as well; what else the address says is laid over it.
    """
    with as_browser("ann"):
        view = saved(screen, shared=True, opens=False)
        run_id = screen.run_id
    with as_browser("bob"):
        other = new_screen().open("runs", run=run_id, view=view.id)
        as_linked = other.text
        other.open("runs", run=run_id, view=view.id, where="any:city:Oslo")

    assert "20 of 60 rows · 2 of 5 columns" in as_linked
    assert "View **Ghent** · shared by Guest" in as_linked
    assert "results open with it" not in as_linked
    assert "Save changes" not in other.labels
    assert {"Oslo"} == set(rows(other)["order"].map(city_of))
    assert "edited" in other.text


def test_a_private_view_is_nobody_elses(screen, new_screen, as_browser):
    """
    Its link says so, and others' results open without it.
    """
    with as_browser("ann"):
        view = saved(screen)
        run_id = screen.run_id
    with as_browser("bob"):
        other = new_screen().open("runs", run=run_id)
        plain = other.text
        other.open("runs", run=run_id, view=view.id)

    assert "60 of 60 rows" in plain
    assert "View" not in [box.label for box in other.at.selectbox]
    assert "The view of this link is gone, or not shared with you." in other.text
    assert "60 of 60 rows · 5 columns" in other.text


def test_a_shared_view_opens_for_everybody_until_somebody_wants_another(
    screen, new_screen, as_browser
):
    """
    What one person chooses for themselves changes nothing for others.
    """
    with as_browser("ann"):
        saved(screen, shared=True)
        run_id = screen.run_id
    with as_browser("bob"):
        bob = new_screen().open("runs", run=run_id)
        first = bob.text
        (toggle,) = [one for one in bob.at.toggle if one.label == "Results open with “Ghent”"]
        toggle.set_value(False)
        bob.again()
        bob.open("runs", run=run_id)
    with as_browser("carol"):
        carol = new_screen().open("runs", run=run_id)

    assert "results open with it" in first
    assert "60 of 60 rows · 5 columns" in bob.text
    assert "20 of 60 rows · 2 of 5 columns" in carol.text


@pytest.mark.usefixtures("as_ann")
def test_what_a_later_result_lacks_is_left_out_with_a_word(screen):
    """
    The rest of the view holds.
    """
    saved(screen)
    without = [{name: one[name] for name in one if name != "city"} for one in ORDERS]
    shown(screen, result={"orders": without})

    assert "60 of 60 rows · 2 of 4 columns" in screen.text
    assert "2 choices of this view do not fit this table and are left out." in screen.text
    assert 147.5 == rows(screen)["amount_eur"].iloc[0]


@pytest.mark.usefixtures("as_ann")
def test_a_view_of_a_table_that_is_not_there(screen):
    """
    The result is shown as it came, and the page says why.
    """
    saved(screen)
    shown(screen, result={"people": [{"name": f"P{n}", "age": n} for n in range(9)]})

    assert "9 of 9 rows · 2 columns" in screen.text
    assert "The view is of a table that this result does not have" in screen.text
    assert "not fit this table" not in screen.text


@pytest.mark.usefixtures("as_ann")
def test_a_view_opens_its_own_table(screen):
    """
    Another table is shown as it came; back at its own the view holds again.
    """
    people = [{"name": f"P{n}", "age": n} for n in range(9)]
    result = {"orders": ORDERS, "people": people}
    saved(screen, result=result, asked={"table": "people", "where": "range:age:7:"})
    shown(screen, result=result)
    first = screen.text
    screen.widget("Table").set_value("orders")
    screen.again()
    elsewhere = screen.text
    screen.widget("Table").set_value("people")
    screen.again()

    assert "2 of 9 rows" in first
    assert "60 of 60 rows · 5 columns" in elsewhere
    assert "not fit this table" not in elsewhere
    assert "2 of 9 rows" in screen.text


@pytest.mark.usefixtures("as_ann")
def test_views_are_chosen_renamed_deleted_and_brought_back(screen):
    saved(screen)
    shown(screen, result={"orders": ORDERS})
    screen.press("Leave view")
    choice = screen.widget("View")
    options = choice.options
    choice.set_value(resources.get().views.find("lead-scoring", "browser:ann")[0].id)
    screen.again()

    assert ["Without a view", "Ghent · only you"] == options
    assert "20 of 60 rows" in screen.text

    screen.widget("Your views").select_index(0)
    screen.again()
    screen.widget("New name").set_value("Gent")
    screen.press("Rename")

    assert "View **Gent**" in screen.text

    screen.press("Delete")
    gone = screen.text
    screen.press("Bring it back")

    assert "The view of this link is gone" in gone
    assert "View **Gent**" in screen.text


@pytest.mark.usefixtures("as_ann")
def test_a_view_needs_a_name(screen):
    """
    Nothing is kept, and the reason stands beside the field.
    """
    shown(screen, result={"orders": ORDERS})
    save(screen, " \u202e ")

    assert "Give it a name first." in screen.text
    assert () == resources.get().views.find("lead-scoring", "browser:ann")


@pytest.mark.usefixtures("as_ann")
def test_hostile_views_are_text(screen):
    """
    A name is read as nothing but text, and what a view asks for is checked like an address.
    """
    shown(screen, result={"orders": ORDERS})
    view = resources.get().views.save(
        "lead-scoring",
        "![x](//t.example) **b**",
        {"where": ["nonsense", "range:amount_eur:x:y"], "chart": ["<b>"], "evil": ["1"]},
        owner="browser:ann",
        by=":red[Ann]",
        is_shared=True,
    )
    screen.open("runs", run=screen.run_id, view=view.id)
    lines = [element.value for kind in (screen.at.markdown, screen.at.caption) for element in kind]

    assert "60 of 60 rows · 5 columns" in screen.text
    assert [] == [line for line in lines if "![x](" in line or ":red[" in line]


@pytest.mark.usefixtures("as_ann")
def test_a_result_is_read_without_views_when_they_cannot_be(screen, monkeypatch):
    """
    A run log that fails there costs the views, not the table.
    """
    run = shown(screen, result={"orders": ORDERS})

    def refuse(*_):
        raise errors.RunLogError("locked")

    monkeypatch.setattr(resources.get().views, "_read", refuse)
    screen.open("runs", run=run.id)

    assert [] == screen.errors
    assert "60 of 60 rows · 5 columns" in screen.text
