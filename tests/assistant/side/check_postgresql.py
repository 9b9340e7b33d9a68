"""The assistant's records on PostgreSQL with the driver of Rasa's environment: exclusive, and really forgotten."""

import os
import unittest

from bot.assistant.records import LostUpdateError, Records
from bot.vault.sealing import Sealer

URL = os.environ.get("RAPORT_TEST_POSTGRESQL", "")
NOW = 1_000_000.0


@unittest.skipUnless(URL, "no PostgreSQL was given")
class PostgresqlTest(unittest.TestCase):
    def setUp(self) -> None:
        self.records = Records(URL, Sealer({1: b"1" * 32}, 1))
        self.addCleanup(self.records.close)
        self.addCleanup(self.records.drop_all)

    def test_what_was_written_is_read_and_a_second_writer_of_one_version_loses(self) -> None:
        self.assertEqual(self.records.write("c", 0, b"one", now=NOW, keep=60), 1)
        self.assertEqual(self.records.write("c", 1, b"two", now=NOW, keep=60), 2)
        self.assertEqual(self.records.read("c", NOW), (2, b"two"))
        for seen in (0, 1):
            with self.assertRaises(LostUpdateError):
                self.records.write("c", seen, b"late", now=NOW, keep=60)

    def test_a_forgotten_record_is_gone_with_its_key_and_refused_for_a_while(self) -> None:
        self.records.write("c", 0, b"one", now=NOW, keep=60)
        self.records.forget("c", NOW)
        self.records.forget("c", NOW)
        self.assertIsNone(self.records.read("c", NOW))
        with self.assertRaises(LostUpdateError):
            self.records.write("c", 0, b"late", now=NOW, keep=60)
        self.records.drop_expired(NOW + 3600)
        self.assertEqual(self.records.write("c", 0, b"new", now=NOW + 3600, keep=60), 1)

    def test_what_is_over_is_not_read_and_stands_in_nobodys_way(self) -> None:
        self.records.write("c", 0, b"one", now=NOW, keep=60)
        self.assertIsNone(self.records.read("c", NOW + 61))
        self.assertEqual(self.records.write("c", 0, b"new", now=NOW + 61, keep=60), 1)
