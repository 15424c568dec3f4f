"""Panels of exercises, levels, puzzles, quizzes and progress: they show what `lessons/` knows, and judge nothing."""
