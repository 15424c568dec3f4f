import awsguide

# %% objectives
awsguide.objectives("10")

# %% lesson_folder
folder = awsguide.lesson_folder("project")

# %% start
briefing = awsguide.start("P01")
print(briefing.story, briefing.goal)

# %% hint
print(awsguide.hint("P01"))

# %% check
verdict = awsguide.check("P01", "guess")
print(verdict.state, verdict.why)

# %% solution
print(awsguide.solution("P01"))

# %% reset
briefing = awsguide.reset("P01")

# %% quiz
awsguide.quiz("10")

# %% glossary
awsguide.glossary("role")

# %% takeaways
awsguide.takeaways("10")

# %% progress_view
awsguide.progress_view()

# %% export_progress
print(awsguide.export_progress("grace"))

# %% arm
print(awsguide.arm("latency=0.1"))

# %% faults
print(awsguide.faults())

# %% disarm
awsguide.disarm()

# %% start_over
print(awsguide.start_over())  # says what would go; really=True does it

# %% clean_up
for each in awsguide.clean_up():  # lists only; really=True undoes it
    print(each.made.what, each.made.does)
