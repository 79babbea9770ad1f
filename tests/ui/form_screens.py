"""A form alone on its page, for any schema and payload, without a Codika to ask."""

import json
from dataclasses import replace

import streamlit as st
from streamlit.testing.v1 import AppTest

from codika.schema import merge, read_schema
from codika.schema.workflow import Workflow
from ui import filling, forms, opening, resources

SCRIPT = "import form_screens; form_screens.draw()"

_on_screen = []
"""The form that `draw` draws: a script under test shares modules with its test."""


def workflow(schema, **known):
    """Return a workflow that asks for this."""
    (unknown,) = merge(seen=[("w", "w")])
    given = {"id": unknown.id, "title": "W", **known}
    if schema is None:
        return Workflow(**given)
    return Workflow(**given, inputs=read_schema(schema).items, origins={"inputs": "instance"})


def draw():
    """Draw the form of the test at work."""
    screen = _on_screen[-1]
    beside = forms.Beside(
        name="test", draw=lambda payload, _: screen.beside.append(payload), mark=repr
    )
    forms.show(replace(screen.form(), place=st.container(), beside=(beside,)))


class FormScreen:
    """
    One form in a session of its own.

    Args:
        schema: As Codika sends it; `None` where nobody knows.
        payload: What fills it; by default what fills a form by itself.
        params: The address.
        known: What else is known of the workflow.

    Attributes:
        beside: The payloads that were told to what stands beside it, drawing by drawing.
    """

    def __init__(self, schema, payload=None, params=None, **known):
        self.workflow = workflow(schema, **known)
        self.beside = []
        self._filling = None
        if payload is not None:
            self._filling = filling.begun(self.instance, self.workflow, payload)
        self.at = AppTest.from_string(SCRIPT, default_timeout=30)
        self.at.query_params.update(params or {})
        self.draw()

    @property
    def instance(self):
        return resources.get().instances[0]

    def form(self):
        """Return the form as its page would."""
        if self._filling is not None:
            self.shown = forms.Form(filling=self._filling)
        else:
            self.shown = opening.form(self.instance, self.workflow)
        return self.shown

    def draw(self):
        """Draw it as it is now."""
        _on_screen.append(self)
        self.at.run()

        assert [] == [error.value for error in self.at.exception]
        return self

    @property
    def payload(self):
        """The payload as it is filled in."""
        return self.shown.filling.payload

    def widget(self, label):
        """Return the one widget that is labelled so."""
        at = self.at
        kinds = (at.text_input, at.text_area, at.number_input, at.selectbox, at.multiselect,
                 at.radio, at.date_input, at.segmented_control)  # fmt: skip
        found = [
            one
            for kind in kinds
            for one in kind
            if one.label.replace("\\", "").removesuffix(" *") == label
        ]

        assert 1 == len(found), (label, [one.label for kind in kinds for one in kind])
        return found[0]

    def type(self, label, value):
        """Type into a field and leave it."""
        self.widget(label).set_value(value)
        return self.draw()

    def press(self, label):
        """Press a button."""
        found = [button for button in self.at.button if button.label == label]

        assert 1 == len(found), [button.label for button in self.at.button]
        found[0].click()
        return self.draw()

    def view(self, name):
        """Edit as a form, or as JSON."""
        return self.type("Edit as", name)

    @property
    def problems(self):
        """What is said at the fields."""
        return [
            line.value.replace("\\", "").removeprefix(":red[:material/error: ").removesuffix("]")
            for line in self.at.markdown
            if line.value.startswith(":red[")
        ]

    @property
    def errors(self):
        return [error.value.replace("\\", "") for error in self.at.error]

    @property
    def captions(self):
        return [caption.value.replace("\\", "") for caption in self.at.caption]

    @property
    def table(self):
        """The rows of the one table, as it is drawn."""
        (found,) = self.at.get("arrow_data_frame") or self.at.dataframe
        return json.loads(found.value.to_json(orient="values", date_format="iso"))
