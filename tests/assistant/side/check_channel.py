"""What the channel makes of a message before Rasa has it: care where it is due, and no cry that no word bears out."""

import unittest
from types import SimpleNamespace
from typing import Any

from rasa.shared.core.domain import Domain

from bot.assistant.channel import command_as_read, with_care

CRY = (("crisis_suicide", 0.9), ("vvk_procedure", 0.09), ("offtopic", 0.01))
CALM = (("vvk_procedure", 0.95), ("offtopic", 0.05))


def agent(ranking: tuple[tuple[str, float], ...], **more: Any) -> Any:
    async def parse_message(_message: Any) -> dict[str, Any]:
        ranked = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        return {"intent": ranked[0], "intent_ranking": ranked, "entities": [], **more}

    return SimpleNamespace(processor=SimpleNamespace(parse_message=parse_message))


class ChannelTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_cry_of_the_model_alone_gives_way_to_its_next_intent(self) -> None:
        text, parsed = await with_care(agent(CRY), "так я сестра, я могу?", {}, None)
        assert parsed is not None
        self.assertEqual((text, parsed["intent"]["name"]), ("так я сестра, я могу?", "vvk_procedure"))
        self.assertNotIn("crisis_suicide", [item["name"] for item in parsed["intent_ranking"]])

    async def test_what_is_left_of_it_unclear_is_asked_about(self) -> None:
        vague = (("crisis_suicide", 0.9), ("vvk_procedure", 0.05), ("offtopic", 0.05))
        _, parsed = await with_care(agent(vague), "сегодня я же сказала", {}, None)
        assert parsed is not None
        self.assertEqual(parsed["intent"]["name"], "nlu_fallback")

    async def test_a_clause_that_the_model_alone_takes_for_a_cry_is_none_either(self) -> None:
        also = [{"entity": "also", "value": "crisis_suicide"}, {"entity": "also", "value": "transfer"}]
        _, parsed = await with_care(agent(CALM, entities=also), "я устал, нужна ввк", {}, None)
        assert parsed is not None
        self.assertEqual([found["value"] for found in parsed["entities"]], ["transfer"])

    async def test_a_sign_of_the_words_makes_it_care_with_whose_it_is(self) -> None:
        metadata = {"hint": "crisis_suicide", "sure": "no", "rules": "worth_nothing", "who": "relative"}
        text, parsed = await with_care(agent(CRY), "он говорит всем будет легче", metadata, None)
        self.assertEqual((text, parsed), ('/crisis_suicide{"asker": "relative"}', None))

    async def test_an_unsure_one_is_asked_about_in_his_own_words(self) -> None:
        metadata = {"hint": "crisis_suicide", "sure": "no", "rules": "worth_nothing"}
        near = (("crisis_suicide", 0.55), ("offtopic", 0.4))
        text, parsed = await with_care(agent(near), "я тут лишний", metadata, None)
        assert parsed is not None
        self.assertEqual((text, parsed["intent"]["name"]), ("я тут лишний", "crisis_suicide"))

    async def test_a_danger_names_its_kind(self) -> None:
        metadata = {
            "hint": "urgent_danger",
            "sure": "yes",
            "danger": "held",
            "who": "self",
            "beside": "of_oneself held",
        }
        text, _ = await with_care(agent(CALM), "меня держат в яме", metadata, None)
        self.assertEqual(text, '/urgent_danger{"asker": "self", "show": "held"}')

    async def test_a_button_ends_a_talk_of_care_and_grief_stays(self) -> None:
        for mode, care in (("crisis_suicide:again", "ended"), ("grief", None), (None, None)):
            metadata: dict[str, Any] = {"beside": "back_to_it"}
            self.assertEqual(
                await with_care(agent(CALM), '/inform{"show": "resume"}', metadata, mode),
                ('/inform{"show": "resume"}', None),
            )
            self.assertEqual(metadata["care"], care)


class CommandTest(unittest.TestCase):
    DOMAIN = Domain.from_dict({"version": "3.1", "intents": ["inform", "affirm"], "entities": ["show", "motives"]})

    def test_a_button_is_read_without_the_model(self) -> None:
        read = command_as_read(self.DOMAIN, '/inform{"show": "resume", "motives": ["other", "no_consent"]}')
        assert read is not None
        self.assertEqual(read["intent"], {"name": "inform", "confidence": 1.0})
        told = [(one["entity"], one["value"]) for one in read["entities"]]
        self.assertEqual(told, [("show", "resume"), ("motives", "other"), ("motives", "no_consent")])

    def test_what_is_no_command_of_ours_is_left_to_rasa(self) -> None:
        for text in ("/", "/nobody_knows", "слова"):
            self.assertIsNone(command_as_read(self.DOMAIN, text), text)


if __name__ == "__main__":
    unittest.main()
