"""Upload of a trained model with its small files and its card to the Hugging Face Hub."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError, OfflineModeIsEnabled

from rolemap_train.model_card import model_card
from rolemap_train.publish import DEVICES


class UploadError(RuntimeError):
    """The Hub did not take the model; the message says what to do."""


def gather(weights: Path, published: Path, card: str, target: Path) -> list[str]:
    """Copy the trained folder, the two ONNX files and the card into `target`; returns the paths inside."""
    if not (weights / "model.safetensors").exists():
        raise FileNotFoundError(
            f"{weights} holds no model.safetensors: name the folder that `train` or `average` wrote"
        )
    skip = shutil.ignore_patterns("tensorboard", "checkpoint.pt*", "README.md")
    shutil.copytree(weights, target, ignore=skip, dirs_exist_ok=True)
    for file in DEVICES.values():
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(published / file, target / file)
    (target / "README.md").write_text(card, encoding="utf-8")
    return sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())


def push_to_hub(weights: Path, published: Path, records: Path, repository: str, *, private: bool) -> str:
    """Create `repository` ("owner/name") if need be and upload; returns its address.

    The token is that of `hf auth login`, or HF_TOKEN.
    """
    api = HfApi()
    with tempfile.TemporaryDirectory() as folder:
        files = gather(
            weights, published, model_card(published.name, records, published.parent / "manifest.json"), Path(folder)
        )
        try:
            url = api.create_repo(repository, private=private, exist_ok=True)
            api.upload_folder(folder_path=folder, repo_id=repository, commit_message=f"{published.name} of Rolemap")
        except (OfflineModeIsEnabled, ConnectionError) as error:
            raise UploadError(
                f"the Hub cannot be reached ({error}). Connect, unset HF_HUB_OFFLINE, try again"
            ) from error
        except (LocalTokenNotFoundError, HfHubHTTPError) as error:
            raise UploadError(f"the Hub refused {repository} ({error}). Log in with `hf auth login`") from error
    print(f"{len(files)} files")
    return str(url)
