import awsguide

# %% CreateKeyPanel
awsguide.CreateKeyPanel(profile="petra")

# %% RotationPanel
awsguide.RotationPanel(profile="kira")

# %% InventoryPanel
awsguide.InventoryPanel()

# %% DiagnosePanel
awsguide.DiagnosePanel()
