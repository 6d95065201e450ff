"""Tests of the database: always a real one."""
