"""What is typed, as it can be shown: without the characters whose widths nobody agrees on."""

from bisect import bisect_right

from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from chatlib.client.view.layout import steady


class Steady(Processor):
    """The text stays as it was typed; the cursor stands where it would stand."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments = transformation_input.fragments
        text = fragment_list_to_text(fragments)
        if text.isascii() or steady(text) == text:
            return Transformation(fragments)
        chars = explode_text_fragments(fragments)
        shown = [number for number, char in enumerate(text) if char == "\t" or steady(char)]
        return Transformation(
            [chars[number] for number in shown],
            source_to_display=lambda place: bisect_right(shown, place - 1),
            display_to_source=lambda place: shown[place] if place < len(shown) else len(text),
        )
